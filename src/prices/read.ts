/**
 * One price file into rows. A file with a problem yields none: half a history would price by the wrong row.
 */
import { parsePricePerThousand } from '../core/money.ts';
import type { Problem } from '../core/problem.ts';
import type { Instant } from '../core/time.ts';
import { MULTIPLIERS, type Band, type Evidence, type MinimumCacheable, type ModelPrices } from './book.ts';
import type { PriceRow, Span, WebSearchRow } from './book.ts';
import {
  asFields,
  pathOf,
  readDate,
  readMultiplier,
  readParts,
  readPrice,
  readRates,
  readText,
  readTexts,
  readTokens,
  type Part,
  type Report,
} from './fields.ts';

/** A file of a price directory, already parsed as JSON. */
export interface PriceDocument {
  readonly file: string;
  readonly json: unknown;
}

type ReadDocument =
  | { readonly kind: 'model'; readonly model: ModelPrices }
  | { readonly kind: 'tools'; readonly web_search: readonly WebSearchRow[] }
  | { readonly kind: 'bad'; readonly problems: readonly Problem[] };

export function readDocument(layer: string, { file, json }: PriceDocument): ReadDocument {
  const problems: Problem[] = [];
  const report: Report = (code, path, message, hint) => {
    problems.push({ code, message, where: { file, ...(path && { path }) }, ...(hint && { hint }) });
  };
  const part: Part = { fields: asFields(json) ?? {}, path: '' };
  const evidence = (row: Part): Evidence => ({
    layer,
    file,
    path: row.path,
    checked: readText(row, 'checked'),
    source: readTexts(row, 'source'),
    confidence: readText(row, 'confidence'),
    note: readText(row, 'note'),
  });
  const tools = asFields(part.fields['tools']);
  const read: ReadDocument = tools
    ? { kind: 'tools', web_search: readWebSearch({ fields: tools, path: 'tools' }, evidence, report) }
    : { kind: 'model', model: readModel(part, evidence, report) };
  return problems.length === 0 ? read : { kind: 'bad', problems };
}

const NO_PRICES = 'There is no price in this file.';

type EvidenceOf = (row: Part) => Evidence;

function readModel(part: Part, evidence: EvidenceOf, report: Report): ModelPrices {
  const model = readText(part, 'model');
  if (model === '') {
    report('not_a_price_file', '', 'A price file names a "model", or has "tools".');
    return { model, displayName: '', ids: [], minimumCacheable: [], rows: [] };
  }
  const rows = readParts(part, 'prices', report);
  if (isEmpty(part.fields['prices'])) report('no_prices', 'prices', NO_PRICES);
  const dated = rows.map((row) => ({ ...row, group: readText(row, 'speed') }));
  return {
    model,
    displayName: readText(part, 'display_name') || model,
    ids: listedIds(part).map(({ id }) => id),
    minimumCacheable: readMinimum(part, report),
    rows: withSpans(dated, report).flatMap(({ part: row, span }) => readRow(model, row, span, evidence, report)),
  };
}

function isEmpty(list: unknown): boolean {
  return list === undefined || (Array.isArray(list) && list.length === 0);
}

/** The ids of all platforms, with their JSON paths. */
export function listedIds(document: Part): { id: string; path: string }[] {
  const fields = asFields(document.fields['ids']) ?? {};
  const ids: Part = { fields, path: 'ids' };
  return Object.keys(fields).flatMap((platform) =>
    readTexts(ids, platform).map((id, position) => ({ id, path: `${pathOf(ids, platform)}[${position}]` })),
  );
}

function readRow(model: string, part: Part, span: Span, evidence: EvidenceOf, report: Report): PriceRow[] {
  const speed = readText(part, 'speed');
  if (speed === '') report('missing_speed', pathOf(part, 'speed'), 'Name the speed: "standard" or "fast".');
  const rates = readRates(part, report);
  const bands = readBands(part, report);
  const multipliers = readMultipliers(part, report);
  return rates ? [{ model, speed, ...span, rates, bands, multipliers, evidence: evidence(part) }] : [];
}

function readMultipliers(part: Part, report: Report): PriceRow['multipliers'] {
  const fields = asFields(part.fields['multipliers']);
  const path = pathOf(part, 'multipliers');
  if (!fields) report('missing_multipliers', path, 'Name the multipliers, {} when there are none.');
  const found: { -readonly [Name in keyof PriceRow['multipliers']]: PriceRow['multipliers'][Name] } = {};
  for (const name of MULTIPLIERS) {
    const multiplier = readMultiplier({ fields: fields ?? {}, path }, name, report);
    if (multiplier) found[name] = multiplier;
  }
  return found;
}

function readBands(part: Part, report: Report): Band[] {
  let last = 0;
  return readParts(part, 'bands', report).flatMap((band) => {
    const above = readTokens(band, 'above_prompt_tokens', report);
    const rates = readRates(band, report);
    if (above === undefined || !rates) return [];
    if (above <= last) {
      report('bands_unsorted', pathOf(band, 'above_prompt_tokens'), 'Bands must be sorted by their threshold.');
    }
    last = above;
    return [{ above_prompt_tokens: above, rates }];
  });
}

function readMinimum(part: Part, report: Report): MinimumCacheable[] {
  const entries = readParts(part, 'minimum_cacheable', report).map((entry) => ({ ...entry, group: '' }));
  return withSpans(entries, report).flatMap(({ part: entry, span }) => {
    const tokens = readTokens(entry, 'tokens', report);
    return tokens === undefined ? [] : [{ ...span, tokens }];
  });
}

function readWebSearch(tools: Part, evidence: EvidenceOf, report: Report): WebSearchRow[] {
  const rows = readParts(tools, 'web_search', report).map((row) => ({ ...row, group: '' }));
  if (isEmpty(tools.fields['web_search'])) report('no_prices', 'tools.web_search', NO_PRICES);
  return withSpans(rows, report).flatMap(({ part, span }) => {
    const price = readPrice(part, 'per_1000', report, parsePricePerThousand);
    return price === undefined ? [] : [{ ...span, price, evidence: evidence(part) }];
  });
}

/** Each part with the time it is in force. Parts of one group follow each other; parts without a date are left out. */
function withSpans(parts: readonly (Part & { group: string })[], report: Report): { part: Part; span: Span }[] {
  const starts = parts.map((part) => ({ part, from: readDate(part, 'from', report) }));
  return starts.flatMap(({ part, from }, position) => {
    const end = readDate(part, 'to', report, true);
    if (from === undefined) return [];
    const next = starts.slice(position + 1).find((other) => other.part.group === part.group)?.from;
    checkSpan(part, from, end, next, report);
    return [{ part, span: { from, to: end ?? next } }];
  });
}

function checkSpan(part: Part, from: Instant, end: Instant | undefined, next: Instant | undefined, report: Report) {
  if (end !== undefined && end <= from) {
    report('to_before_from', pathOf(part, 'to'), 'A price must end after it starts.');
  }
  if (next === undefined) return;
  if (next < from) report('rows_unsorted', part.path, 'Rows of one speed must be sorted by "from".');
  else if (next === from || (end !== undefined && end > next)) {
    report('rows_overlap', part.path, 'The next row of this speed starts before this one ends.', 'Leave "to" out.');
  }
}
