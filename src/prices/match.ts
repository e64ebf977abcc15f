/**
 * From an id as logged to the model whose prices apply.
 *
 * Never by prefix: claude-opus-5 is a prefix of claude-opus-5-5, which has other prices. An unknown point
 * release has no price, rather than its parent's.
 */
import { parseModelId } from '../core/model-id.ts';

export interface ModelIndex {
  /** Model by id, as listed. */
  readonly exact: ReadonlyMap<string, string>;
  /** Model by id without its platform's decorations, dated and undated; undefined where several models share it. */
  readonly normal: ReadonlyMap<string, string | undefined>;
}

/** One layer's listed ids. */
type ListedIds = Iterable<{ readonly model: string; readonly ids: readonly string[] }>;

/** `layers` from the lowest up: an upper layer may give an exact id to another model. */
export function indexModels(layers: Iterable<ListedIds>): ModelIndex {
  const exact = new Map<string, string>();
  const normal = new Map<string, string | undefined>();
  for (const layer of layers) {
    for (const { model, ids } of layer) {
      for (const id of [model, ...ids]) {
        exact.set(id, model);
        for (const form of formsOf(id)) {
          normal.set(form, normal.has(form) && normal.get(form) !== model ? undefined : model);
        }
      }
    }
  }
  return { exact, normal };
}

/** An id that is listed as fast is a model of its own; its name without that is another's. */
function formsOf(id: string): Iterable<string> {
  const { dated, base, speed, tier } = parseModelId(id);
  return speed === undefined && tier === undefined ? new Set([dated, base]) : [];
}

export interface Matched {
  readonly model: string;
  /** What the id says of the terms, where it is not listed as it is: "claude-opus-5-fast" is Opus 5 at fast speed. */
  readonly speed: 'fast' | undefined;
  readonly tier: 'priority' | undefined;
}

/** The model an id stands for, and on which terms; undefined when it is unknown or could be several. */
export function matchId(index: ModelIndex, logged: string): Matched | undefined {
  const listed = index.exact.get(logged);
  if (listed !== undefined) return { model: listed, speed: undefined, tier: undefined };
  const { dated, base, speed, tier } = parseModelId(logged);
  const model = index.exact.get(dated) ?? index.normal.get(dated) ?? index.normal.get(base);
  return model === undefined ? undefined : { model, speed, tier };
}

export function matchModel(index: ModelIndex, logged: string): string | undefined {
  return matchId(index, logged)?.model;
}
