/** Numbers in the sentences of findings. */
import type { Client } from '../core/controls.ts';
import { groupThousands } from '../core/money.ts';

/** "1 request", "1,234 requests"; of an irregular noun with its plural. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${groupThousands(number.toString())} ${number === 1 ? noun : plural}`;
}

/** "once", "1,234 times". */
export function times(number: number): string {
  return number === 1 ? 'once' : count(number, 'time');
}

/** "1,234,567 tokens". */
export function tokens(number: number): string {
  return count(number, 'token');
}

/** "93.1%"; "100%" and "0%" only where it is all or nothing. */
export function percent(ratio: number): string {
  if (ratio === 0 || ratio === 1) return `${ratio * 100}%`;
  return `${Math.min(99.9, Math.max(0.1, ratio * 100)).toFixed(1)}%`;
}

/** "a", "a and b", "a, b and c". */
export function listed(texts: readonly string[]): string {
  const [last = '', ...others] = [...texts].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

/** The beginning of a fix for who cannot place any. */
export function noBreakpoints({ name }: Client): string {
  return `Nobody can set breakpoints in ${name}`;
}
