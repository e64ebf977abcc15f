/** Usage as the ledger hands it over, in few words. */
import type { Terms } from '../../src/core/event.ts';
import { NO_SUMS, type MeterSums } from '../../src/core/meters.ts';
import { formatUsdExact, type Pico } from '../../src/core/money.ts';
import type { Instant } from '../../src/core/time.ts';
import { account, type Figures } from '../../src/analysis/figures.ts';
import { quoter } from '../../src/analysis/quoter.ts';
import type { UsageGroup } from '../../src/store/ledger.ts';
import { book, midnight } from '../prices/shipped.ts';

export interface Given extends Partial<Omit<UsageGroup, 'at' | 'terms' | 'sums'>> {
  readonly at?: string | Instant;
  readonly terms?: Partial<Terms>;
  readonly sums?: Partial<MeterSums>;
}

export function usage({ at = '2026-11-01', terms, sums, ...rest }: Given = {}): UsageGroup {
  return {
    at: typeof at === 'string' ? midnight(at) : at,
    model: 'claude-opus-4-5',
    terms: { source: 'messages', platform: 'api', tier: '', speed: '', geo: '', kind: 'message', ...terms },
    values: [],
    above: 0,
    requests: 1n,
    hits: 0n,
    sums: { ...NO_SUMS, ...sums },
    ...rest,
  };
}

export function figuresOf(groups: Iterable<UsageGroup>): Figures {
  const gathered = account(quoter(book));
  for (const group of groups) gathered.add(group);
  return gathered.figures();
}

/** Exact USD, null where it is unknown. */
export function usd(amount: Pico | null): string | null {
  return amount === null ? null : formatUsdExact(amount);
}
