/** What a what-if says in words. */
import { trustIn } from '../../simulate/compare.ts';
import type { Condition } from '../../simulate/condition.ts';
import { formatDuration } from '../../simulate/duration.ts';
import type { Unpredictable } from '../../simulate/request-backtest.ts';
import type { Outcome, WhatIf } from '../../simulate/what-if.ts';
import { noteIf, type Note } from '../document.ts';
import { formatInteger, formatPlural, formatRatio } from '../numbers.ts';

/** ":limit=30m" or "=claude-opus-5-5", as it would be asked for. */
export function optionsText({ scenario, options }: Pick<Outcome, 'scenario' | 'options'>): string {
  if (scenario.id === 'model') return `=${options['model'] ?? ''}`;
  if (scenario.id === 'prices') return `=${options['date'] ?? ''}`;
  if (scenario.id === 'keep-alive') return `:limit=${options['limit'] ?? ''}`;
  const own = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return own.length === 0 ? '' : `:${own.join(',')}`;
}

/** "+0.3%", of shares that may be far below one in a thousand. */
function errorText(error: number | null): string {
  if (error === null) return '–';
  return `${error > 0 ? '+' : ''}${(error * 100).toFixed(2)}%`;
}

export function trustText(result: WhatIf): string {
  const { pairs, accuracy, readAccuracy, forwardError, replayError, verdict, unpredictable } = trustIn(result);
  const left = leftText(unpredictable);
  if (pairs === 0) return 'Backtest: no request follows another one of its session, so nothing can be tested.' + left;
  const hits = `hits and misses predicted right for ${formatRatio(accuracy)} of ${formatInteger(pairs)} requests`;
  const reads = readAccuracy === accuracy ? '' : `, and where reads ended for ${formatRatio(readAccuracy)}`;
  if (result.level === 'request')
    return `Backtest: ${hits}${reads}; cost off by ${errorText(replayError)} replayed.${left}`;
  const costs = `cost off by ${errorText(forwardError)} forward, ${errorText(replayError)} replayed`;
  return `Backtest: ${hits}; ${costs}${verdict === 'poor' ? '. POOR' : ''}.`;
}

/** What the backtest leaves out. */
function leftText({ outside, summed, unmarked }: Unpredictable): string {
  const parts = [
    outside > 0 && `${formatPlural(outside, 'request')} read what others wrote`,
    summed > 0 && `${formatPlural(summed, 'usage')} sum${summed === 1 ? 's' : ''} several calls`,
    unmarked > 0 && `${formatPlural(unmarked, 'request')} cached without a breakpoint in the log`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? '' : ` Left out, as nothing in this log predicts them: ${parts.join('; ')}.`;
}

export function trustNote(result: WhatIf): Note[] {
  const { verdict, pairs } = trustIn(result);
  return [
    ...noteIf(
      verdict === 'poor',
      'The cache model does not fit this log well: take the scenarios of caching as hints, not as figures.',
      'bad',
    ),
    ...noteIf(
      verdict === 'too few' && pairs > 0,
      `Only ${formatInteger(pairs)} requests follow another one of their session: that is too few to test the cache model on.`,
      'warn',
    ),
  ];
}

export function conditionText(condition: Condition): string {
  const threshold = condition.threshold.toFixed(2);
  switch (condition.kind) {
    case 'pause_reads_above':
      return `That holds while more than ${threshold} tokens are read after a pause of 5 to 60 minutes for each token written; here ${condition.actual.toFixed(2)}.`;
    case 'pause_reads_below':
      return `That holds while fewer than ${threshold} tokens are read after a pause of 5 to 60 minutes for each token written; here ${condition.actual.toFixed(2)}.`;
    case 'reads_below':
      return `That holds while a written token is read fewer than ${threshold} times; here ${condition.actual.toFixed(2)}.`;
    case 'pauses_below':
      return `To keep a prefix alive costs less than to write it again only over pauses shorter than ${formatDuration(condition.threshold)}.`;
    case 'tokens_below':
      return `That holds while it takes fewer than ${threshold} times the tokens that are assumed here.`;
  }
}
