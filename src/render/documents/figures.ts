/** The figures as columns for people and machines, and as the fields of the JSON contract. */
import type { Figures } from '../../analysis/figures.ts';
import { TOKEN_METERS } from '../../core/meters.ts';
import { usdOrNull, type Pico } from '../../core/money.ts';
import { rightOf, type Cell, type ItemColumn } from '../document.ts';
import { amount, atLeast, cost, count, integer, NONE, ratio } from './cells.ts';

type FigureColumn = ItemColumn<Figures>;

/** Every figure, in the order of reading. */
const FIGURES: readonly FigureColumn[] = [
  column('requests', 'Requests', 3, requests),
  column('input', 'Input', 7, (f) => count(f.sums.input)),
  column('cache_write_5m', 'Write 5m', 5, (f) => count(f.sums.cache_write_5m)),
  column('cache_write_1h', 'Write 1h', 5, (f) => count(f.sums.cache_write_1h)),
  column('cache_read', 'Read', 4, (f) => count(f.sums.cache_read)),
  column('output', 'Output', 6, (f) => count(f.sums.output)),
  column('web_search_requests', 'Searches', 10, (f) => integer(f.sums.web_search)),
  column('token_hit_ratio', 'Hit ratio', 2, (f) => ratio(f.tokenHitRatio)),
  column('request_hit_ratio', 'Request hit ratio', 8, (f) => ratio(f.requestHitRatio)),
  column('cost_usd', 'Cost', 0, cost),
  column('uncached_cost_usd', 'Uncached', 4, (f) => atLeast(f.uncachedCost, f.complete)),
  column('write_premium_usd', 'Write premium', 8, (f) => amount(f.writePremium)),
  column('net_savings_usd', 'Net savings', 1, (f) => gain(f.netSavings)),
  column('priced_token_ratio', 'Priced', 9, (f) => ratio(f.pricedTokenRatio)),
];

/** Every figure, those idle that say nothing here: no searches, everything priced. */
export function figureColumns(totals: Figures): readonly FigureColumn[] {
  return FIGURES.map((each) => ({ ...each, idle: isIdle(each.name, totals) }));
}

function isIdle(name: string, totals: Figures): boolean {
  if (name === 'web_search_requests') return totals.sums.web_search === 0n;
  return name === 'priced_token_ratio' && totals.allPriced;
}

function column(name: string, title: string, sparable: number, of: FigureColumn['of']): FigureColumn {
  return rightOf(name, title, of, sparable);
}

/** The provider's sums may not say of how many requests they are. */
function requests(figures: Figures): Cell {
  const plain = integer(figures.requests);
  if (figures.uncounted === 0n) return plain;
  return figures.requests === 0n ? NONE : { ...plain, text: `≥ ${plain.text}` };
}

function gain(value: Pico | null): Cell {
  return amount(value, value === null || value === 0n ? undefined : value > 0n ? 'good' : 'bad');
}

export function figuresJson(figures: Figures): Record<string, unknown> {
  return {
    requests: figures.requests === 0n && figures.uncounted > 0n ? null : Number(figures.requests),
    ...(figures.uncounted > 0n && { uncounted_tokens: Number(figures.uncounted) }),
    tokens: Object.fromEntries(TOKEN_METERS.map((meter) => [meter, Number(figures.sums[meter])])),
    web_search_requests: Number(figures.sums.web_search),
    cost_usd: usdOrNull(figures.cost),
    cost_at_most_usd: usdOrNull(figures.costAtMost),
    uncached_cost_usd: usdOrNull(figures.uncachedCost),
    net_savings_usd: usdOrNull(figures.netSavings),
    write_premium_usd: usdOrNull(figures.writePremium),
    token_hit_ratio: figures.tokenHitRatio,
    request_hit_ratio: figures.requestHitRatio,
    priced_token_ratio: figures.pricedTokenRatio,
    complete: figures.complete,
  };
}
