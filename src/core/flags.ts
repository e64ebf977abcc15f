/** What a record says against itself, and what had to be assumed to read it. */

/**
 * What is remarkable about an event. Suspicious flags say that the log contradicts itself; the others say
 * what had to be assumed, and do not count as flagged.
 */
export const FLAGS = {
  split_disagrees: {
    bit: 1,
    suspicious: true,
    means: '5m and 1h writes do not add up to the total of writes; what the split leaves out is taken as 5m',
  },
  partial_stream: {
    bit: 2,
    suspicious: true,
    means: 'the stream ended before its message did; the output is a lower bound',
  },
  iterations_disagree: {
    bit: 4,
    suspicious: true,
    means: 'the iterations do not add up to the totals of the response; the totals are used',
  },
  ttl_assumed: {
    bit: 8,
    suspicious: false,
    means: 'cache writes without a TTL, taken as 5m, as the provider billed before there was a choice',
  },
  no_id: {
    bit: 16,
    suspicious: false,
    means: 'no id, so a copy of the record elsewhere would count again',
  },
  zone_assumed: { bit: 32, suspicious: false, means: 'times without an offset, read as UTC' },
  cache_not_logged: {
    bit: 128,
    suspicious: false,
    means: 'the log does not say what was read from or written to a cache; the whole prompt is taken as input',
  },
  exclusive_input: {
    bit: 256,
    suspicious: true,
    means: 'an input that should hold what was cached is smaller than it, so it was taken as without',
  },
  band_unknown: {
    bit: 512,
    suspicious: false,
    means:
      "a bucket of many requests whose price depends on each one's size, priced as if none were large: a lower bound",
  },
  tier_assumed: {
    bit: 1024,
    suspicious: false,
    means: 'a bucket not broken out by service tier, priced as standard, though batches in it would cost half',
  },
  long_bucket: {
    bit: 2048,
    suspicious: false,
    means: 'a bucket of more than a day, which counts on its first day and is priced as of then',
  },
  audio_as_text: {
    bit: 4096,
    suspicious: false,
    means: 'holds audio tokens, which several models price higher; they are counted and priced as text',
  },
  total_disagrees: {
    bit: 8192,
    suspicious: true,
    means:
      'the counts add up to the total of the record in no reading of them; each is taken as its log format defines it',
  },
  reading_assumed: {
    bit: 16384,
    suspicious: false,
    means:
      'no total shows whether the input holds what was cached, or the output its reasoning; taken as the log format defines it',
  },
  unknown_keys: {
    bit: 32768,
    suspicious: true,
    means: 'its usage has counts under keys that are not known, whose tokens are in no total',
  },
  output_placeholder: {
    bit: 65536,
    suspicious: false,
    means:
      'the output is less than what the response shows: its client never logged what it came to in the end; a lower bound',
  },
  more_pages: {
    bit: 131072,
    suspicious: false,
    means: 'of a report page that says there are more (has_more), and none follows; what they hold is missing',
  },
  instant_given: { bit: 64, suspicious: false, means: 'no time of their own, so the one you gave was used' },
} as const;

export type Flag = keyof typeof FLAGS;

/** Beside the flags: the record may be of a response that had not ended; any other shows it in full. */
export const UNFINISHED = 1_048_576;
/** Flags of an output that is not all of it, unless another record shows the response in full. */
export const OPEN_OUTPUT: number = FLAGS.output_placeholder.bit | FLAGS.partial_stream.bit;
const OUTPUT_BITS = OPEN_OUTPUT | UNFINISHED;

/**
 * Of the flags of two records, those about the output of the response: it is open where a record with the larger output
 * says so, and none shows it in full. `difference`: the output of `a` less that of `b`.
 */
export function mergeOutputFlags(a: number, b: number, difference: number): number {
  if ((a & b & UNFINISHED) === 0) return 0;
  return UNFINISHED | ((difference === 0 ? a | b : difference > 0 ? a : b) & OPEN_OUTPUT);
}

/** The flags without those that are merged by themselves. */
export function withoutOutputFlags(flags: number): number {
  return flags & ~OUTPUT_BITS;
}

export function flagBits(flags: Iterable<Flag>): number {
  let bits = 0;
  for (const flag of flags) bits |= FLAGS[flag].bit;
  return (bits & OPEN_OUTPUT) === 0 ? bits : bits | UNFINISHED;
}

export function flagsOf(bits: number): Flag[] {
  return (Object.keys(FLAGS) as Flag[]).filter((flag) => (bits & FLAGS[flag].bit) !== 0);
}
