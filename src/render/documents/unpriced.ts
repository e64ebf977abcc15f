/** What has no price: in a few lines, or as a table of its own. */
import type { Figures, Unpriced } from '../../analysis/figures.ts';
import {
  cell,
  lazyRows,
  leftOf,
  rightOf,
  rowOf,
  type ItemColumn,
  type Note,
  type Table,
  named,
  inWords,
} from '../document.ts';
import { formatCount, formatInteger, formatPlural } from '../numbers.ts';
import { count, integer } from './cells.ts';

/** More lines than these are read by nobody; a bad exporter may write a run id as the model. */
const SHOWN = 10;

export function unpricedNotes({ unpriced }: Figures): Note[] {
  const most = byTokens(unpriced);
  const lines = most.slice(0, SHOWN).map(({ model, requests, tokens, reason }): Note => ({
    text: `Unpriced: ${model}, ${formatPlural(requests, 'request')}, ${formatCount(tokens)} tokens (${REASONS[reason]}).`,
    tone: 'bad',
  }));
  const rest = most.slice(SHOWN);
  if (rest.length === 0) return lines;
  const tokens = rest.reduce((sum, each) => sum + each.tokens, 0n);
  const requests = rest.reduce((sum, each) => sum + each.requests, 0n);
  const text = `Unpriced: ${formatInteger(rest.length)} more, ${formatPlural(requests, 'request')}, ${formatCount(tokens)} tokens; report --unpriced lists them.`;
  return [...lines, { text, tone: 'bad' }];
}

const COLUMNS: readonly ItemColumn<Unpriced>[] = [
  named(leftOf('model', 'Model', ({ model }) => cell(model))),
  rightOf('requests', 'Requests', ({ requests }) => integer(requests)),
  rightOf('tokens', 'Tokens', ({ tokens }) => count(tokens)),
  inWords(leftOf('reason', 'Why', ({ reason }) => cell(REASONS[reason], reason), 1)),
];

export function unpricedTable({ unpriced }: Figures): Table {
  return {
    title: 'What has no price',
    columns: COLUMNS,
    rows: lazyRows(byTokens(unpriced), (each) => rowOf(COLUMNS, each)),
  };
}

/** Most tokens first. */
function byTokens(unpriced: readonly Unpriced[]): Unpriced[] {
  return [...unpriced].sort((a, b) => (a.tokens === b.tokens ? 0 : a.tokens < b.tokens ? 1 : -1));
}

const REASONS: Readonly<Record<Figures['unpriced'][number]['reason'], string>> = {
  unknown_model: 'no price file has this id; add one with --prices',
  unknown_speed: 'no price for this speed',
  no_price_at_date: 'no price in force at that date',
  unknown_tier: 'no list price of this service tier is known',
  batch_not_offered: 'fast requests have no batch price',
  unknown_geo: 'no price for this geography',
  no_price_for_meter: 'one-hour writes had no price yet',
  no_price_for_web_search: 'no price for web searches at that date',
};
