/** What a correct reader of the generated files has to find. */

export interface ModelTruth {
  responses: number;
  input: number;
  cache_write_5m: number;
  cache_write_1h: number;
  cache_read: number;
  output: number;
  web_search: number;
}

export interface Truth {
  seed: number;
  files: number;
  bytes: number;
  /** Whole lines; a torn last line is not one. */
  lines: number;
  /** Whole lines that carry the usage of a response, repetitions included. */
  usage_lines: number;
  /** Distinct responses. */
  responses: number;
  /** Lines at the start of a resumed session that another file has already. */
  copied_lines: number;
  /** Files whose last line was cut off in the middle. */
  truncated: number;
  models: Record<string, ModelTruth>;
}

export type Tokens = Omit<ModelTruth, 'responses'>;

export function emptyTruth(seed: number): Truth {
  const none = { files: 0, bytes: 0, lines: 0, usage_lines: 0, responses: 0, copied_lines: 0, truncated: 0 };
  return { seed, ...none, models: {} };
}

export function addResponse(truth: Truth, model: string, tokens: Tokens): void {
  truth.responses += 1;
  addModel(truth.models, model, { responses: 1, ...tokens });
}

/** The same models once more, in an object of their own. */
export function together(a: Truth['models'], b: Truth['models']): Truth['models'] {
  const models: Truth['models'] = {};
  for (const [model, sums] of [...Object.entries(a), ...Object.entries(b)]) addModel(models, model, sums);
  return models;
}

function addModel(models: Truth['models'], model: string, more: ModelTruth): void {
  const none = { input: 0, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0, output: 0, web_search: 0 };
  const sums = (models[model] ??= { responses: 0, ...none });
  sums.responses += more.responses;
  sums.input += more.input;
  sums.cache_write_5m += more.cache_write_5m;
  sums.cache_write_1h += more.cache_write_1h;
  sums.cache_read += more.cache_read;
  sums.output += more.output;
  sums.web_search += more.web_search;
}
