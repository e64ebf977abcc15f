/** The figures as columns for people and machines, and as the fields of the JSON contract. */
import type { Figures } from '../../analysis/figures.ts';
import { TOKEN_METERS } from '../../core/meters.ts';
import { formatUsdExact, type Pico } from '../../core/money.ts';
import { cell, type Cell, type Column } from '../document.ts';
import { formatCount, formatInteger, formatMoney, formatRatio } from '../numbers.ts';

type FigureColumn = Column & { readonly of: (figures: Figures) => Cell };

/** Every figure, in the order of reading. */
const FIGURES: readonly FigureColumn[] = [
  column('requests', 'Requests', 3, requests),
  column('input', 'Input', 7, (f) => tokens(f.sums.input)),
  column('cache_write_5m', 'Write 5m', 5, (f) => tokens(f.sums.cache_write_5m)),
  column('cache_write_1h', 'Write 1h', 5, (f) => tokens(f.sums.cache_write_1h)),
  column('cache_read', 'Read', 4, (f) => tokens(f.sums.cache_read)),
  column('output', 'Output', 6, (f) => tokens(f.sums.output)),
  column('web_search_requests', 'Searches', 10, (f) => count(f.sums.web_search)),
  column('token_hit_ratio', 'Hit ratio', 2, (f) => ratio(f.tokenHitRatio)),
  column('request_hit_ratio', 'Request hit ratio', 8, (f) => ratio(f.requestHitRatio)),
  column('cost_usd', 'Cost', 0, (f) => spent(f.cost, f)),
  column('uncached_cost_usd', 'Uncached', 4, (f) => spent(f.uncachedCost, f)),
  column('write_premium_usd', 'Write premium', 8, (f) => money(f.writePremium)),
  column('net_savings_usd', 'Net savings', 1, (f) => money(f.netSavings, true)),
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
  return { name, title, align: 'right', sparable, of };
}

function count(value: bigint): Cell {
  return cell(formatInteger(value), value.toString());
}

/** The provider's sums may not say of how many requests they are. */
function requests(figures: Figures): Cell {
  if (figures.uncounted === 0n) return count(figures.requests);
  if (figures.requests === 0n) return cell('–', '');
  return { ...count(figures.requests), text: `≥ ${formatInteger(figures.requests)}` };
}

function tokens(value: bigint): Cell {
  return cell(formatCount(value), value.toString());
}

function ratio(value: number | null): Cell {
  return cell(formatRatio(value), value === null ? '' : String(value));
}

/** What is priced of something that is not all priced is a lower bound. */
function spent(value: Pico | null, { complete }: Figures): Cell {
  const plain = money(value);
  return value === null || complete ? plain : { ...plain, text: `≥ ${plain.text}` };
}

function money(value: Pico | null, signed = false): Cell {
  if (value === null) return cell(formatMoney(null), '', 'bad');
  const tone = signed && value !== 0n ? (value > 0n ? 'good' : 'bad') : undefined;
  return cell(formatMoney(value), formatUsdExact(value), tone);
}

export function figuresJson(figures: Figures): Record<string, unknown> {
  const exact = (amount: Pico | null): string | null => (amount === null ? null : formatUsdExact(amount));
  return {
    requests: figures.requests === 0n && figures.uncounted > 0n ? null : Number(figures.requests),
    ...(figures.uncounted > 0n && { uncounted_tokens: Number(figures.uncounted) }),
    tokens: Object.fromEntries(TOKEN_METERS.map((meter) => [meter, Number(figures.sums[meter])])),
    web_search_requests: Number(figures.sums.web_search),
    cost_usd: exact(figures.cost),
    cost_at_most_usd: exact(figures.costAtMost),
    uncached_cost_usd: exact(figures.uncachedCost),
    net_savings_usd: exact(figures.netSavings),
    write_premium_usd: exact(figures.writePremium),
    token_hit_ratio: figures.tokenHitRatio,
    request_hit_ratio: figures.requestHitRatio,
    priced_token_ratio: figures.pricedTokenRatio,
    complete: figures.complete,
  };
}
