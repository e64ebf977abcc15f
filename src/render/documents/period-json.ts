/** The period of a JSON contract; null where an end is open. */
import { instantOrNull, type Period } from '../../core/time.ts';

export function periodJson({ since, until }: Period, tz: string): unknown {
  return { since: instantOrNull(since), until: instantOrNull(until), tz };
}
