/** Why figures are lower bounds, in words. */
import type { Figures } from '../../analysis/figures.ts';
import type { BoundReason } from '../../core/bounds.ts';
import type { Note } from '../document.ts';
import { formatInteger, formatMoney, formatPlural, formatRatio } from '../numbers.ts';

interface Words {
  /** Of so many: "12 outputs are lower bounds". */
  readonly short: (requests: bigint) => string;
  /** Behind the number of requests. */
  readonly why: string;
}

const WORDS: Readonly<Record<BoundReason, Words>> = {
  output_placeholder: {
    short: (requests) => `${formatPlural(requests, 'output')} ${are(requests)} lower bounds`,
    why: 'the log never got the final output, as in Claude Code before 2.1.97; hit ratios and savings do not depend on it',
  },
  partial_stream: {
    short: (requests) => `${formatPlural(requests, 'stream')} cut off`,
    why: 'the stream ended before its message did, so the output is what had come by then',
  },
  band_unknown: {
    short: (requests) =>
      requests === 0n ? 'sums of unknown price band' : `${formatInteger(requests)} of unknown price band`,
    why: 'sums of many requests, whose price depends on the size of each; priced as if none were large',
  },
  audio_as_text: {
    short: (requests) => `${formatInteger(requests)} with audio priced as text`,
    why: 'they hold audio tokens, which several models price higher; counted and priced as text',
  },
  more_pages: {
    short: () => 'report pages are missing',
    why: 'the report says that there are more pages (has_more), and they were not read',
  },
  unknown_keys: {
    short: (requests) => `${formatInteger(requests)} with usage keys that are not known`,
    why: 'they have counts under keys that are not known, whose tokens are in no figure',
  },
  total_disagrees: {
    short: (requests) => `${formatInteger(requests)} whose counts contradict their total`,
    why: 'their counts add up to their own total in no reading; each is taken as its log format defines it',
  },
  reach_unknown: {
    short: (requests) => `${formatInteger(requests)} of unknown reach`,
    why: 'calls on Bedrock or Vertex AI whose log does not say whether the endpoint was global or regional; priced as global, a regional one costs more',
  },
};

function are(requests: bigint): string {
  return requests === 1n ? 'is' : 'are';
}

/** For the headline, one for each reason. */
export function boundsText({ tops }: Figures): string[] {
  return tops.reasons.map(({ reason, requests }) => WORDS[reason].short(requests));
}

/** One for each reason, and what all comes to at most, where that is known. */
export function boundNotes(totals: Figures): Note[] {
  const { tops, requests: all, costAtMost } = totals;
  const notes = tops.reasons.map(({ reason, requests }): Note => {
    const share = all > 0n && requests <= all ? ` (${formatRatio(Number(requests) / Number(all))})` : '';
    // Sums need not say of how many requests they are.
    const whose = requests === 0n ? '' : ` for ${formatPlural(requests, 'request')}${share}`;
    return { text: `≥${whose}: ${WORDS[reason].why}.`, tone: 'warn' };
  });
  if (notes.length === 0 || costAtMost === null) return notes;
  return [...notes, { text: `At most ${formatMoney(costAtMost)} in all.`, tone: 'warn' }];
}

export function boundsJson({ tops }: Figures): { readonly reason: BoundReason; readonly requests: number }[] {
  return tops.reasons.map(({ reason, requests }) => ({ reason, requests: Number(requests) }));
}
