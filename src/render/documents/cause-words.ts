/** Why a request read no more than it did, in words. */
import { formatInstant, type Instant } from '../../core/time.ts';
import { capital } from '../../core/words.ts';
import { formatDuration } from '../../simulate/duration.ts';
import { LOOKBACK } from '../../simulate/provider.ts';
import type { Judged } from '../../simulate/request-causes.ts';
import { formatInteger } from '../numbers.ts';

/** What a cause is held against. */
interface Against {
  /** Of the request before. */
  readonly beforeAt: Instant | undefined;
  /** The model's smallest prefix, in tokens. */
  readonly minimum: number;
}

export function causeText({ cause, place, level, ms, missed }: Judged, { beforeAt, minimum }: Against): string {
  const before = beforeAt === undefined ? 'the request before' : `the request of ${formatInstant(beforeAt)}`;
  const block = `block ${place}${level === undefined ? '' : ` (${level})`}`;
  const lost = missed > 0 ? ` ${formatInteger(missed)} tokens that had been cached could not be read.` : '';
  switch (cause) {
    case 'whole':
      return 'All that its breakpoints cover was read: nothing was missed.';
    case 'grown':
      return `All that ${before} had cached and that is still the same was read; what follows is new.`;
    case 'no_breakpoint':
      return 'It has no breakpoint (cache_control), so nothing could be read or written.';
    case 'too_short':
      return `Its breakpoints stand on prefixes below the ${formatInteger(minimum)} tokens from which this model caches.`;
    case 'cold':
      return 'No earlier request of this log begins like it.';
    case 'model':
      return `The conversation came from another model (${before}), whose entries are its own.${lost}`;
    case 'parameters':
      return `${capital(block)} is the same as in ${before}, but not what stands beside it: ${parametersOf(level)} changed.${lost}`;
    case 'changed':
      return `${capital(block)} is not that of ${before}${missed > 0 ? ', and all behind it is lost' : ''}.${lost}`;
    case 'not_written':
      return `It begins like earlier requests up to ${block}, but none of them had cached that.`;
    case 'expired':
      return `The entry behind ${block} had died ${formatDuration(ms)} before.${lost}`;
    case 'parallel':
      return `The entry behind ${block} could be read ${formatDuration(ms)} later: the request that wrote it had no answer yet.${lost}`;
    case 'lookback':
      return `An entry was alive behind ${block}, but each breakpoint looks back over ${LOOKBACK} blocks only.${lost}`;
    case 'not_yet_readable':
      return `The entry behind ${block} had been written ${formatDuration(ms)} before and was not found: not yet readable.${lost}`;
    case 'dropped':
      return `The entry behind ${block} should have been alive and was not found: the provider had dropped it.${lost}`;
  }
}

function parametersOf(level: Judged['level']): string {
  return level === 'messages' ? 'tool choice, images, thinking or effort' : 'web search, citations or speed';
}
