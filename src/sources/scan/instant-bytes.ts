/** Instants as programs write them, from their bytes: YYYY-MM-DDTHH:MM:SSZ, with or without three digits of a second. */
import { MS_PER_DAY, MS_PER_HOUR } from '../../core/time.ts';

const [FIRST_YEAR, YEAR_AFTER] = [2020, 2100];
/** Days from 1970 to the first year. */
const FIRST_DAY: number = Date.UTC(FIRST_YEAR, 0, 1) / MS_PER_DAY;
const MONTH_DAYS: Uint8Array = Uint8Array.of(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
const DAYS_BEFORE: Int32Array = Int32Array.from(MONTH_DAYS, (_, month) =>
  MONTH_DAYS.subarray(0, month).reduce((sum, days) => sum + days, 0),
);
const [ZERO, DASH, LETTER_T, COLON, POINT, LETTER_Z] = [0x30, 0x2d, 0x54, 0x3a, 0x2e, 0x5a];

/** Ms since the epoch; -1 for anything else, which may be an instant all the same. */
export function instantIn(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if ((length !== 24 && length !== 20) || bytes[end - 1] !== LETTER_Z) return -1;
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH || bytes[start + 10] !== LETTER_T) return -1;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return -1;
  const year = two(bytes, start) * 100 + two(bytes, start + 2);
  const month = two(bytes, start + 5);
  const day = two(bytes, start + 8);
  const hour = two(bytes, start + 11);
  const minute = two(bytes, start + 14);
  const second = two(bytes, start + 17);
  // One that is no number is too small: two() has said so by far.
  if ((year | month | day | hour | minute | second) < 0) return -1;
  if (year < FIRST_YEAR || year >= YEAR_AFTER || month < 1 || month > 12 || day < 1) return -1;
  if (hour > 23 || minute > 59 || second > 59) return -1;
  // Between the two years every fourth is a leap year.
  const isLeap = (year & 3) === 0;
  if (day > (MONTH_DAYS[month - 1] ?? 0) + (isLeap && month === 2 ? 1 : 0)) return -1;
  let ms = 0;
  if (length === 24) {
    if (bytes[start + 19] !== POINT) return -1;
    const tenths = (bytes[start + 20] ?? 0) - ZERO;
    const rest = two(bytes, start + 21);
    if (tenths >>> 0 > 9 || rest < 0) return -1;
    ms = tenths * 100 + rest;
  }
  const years = year - FIRST_YEAR;
  const days = FIRST_DAY + years * 365 + ((years + 3) >> 2) + (DAYS_BEFORE[month - 1] ?? 0) + day - 1;
  return (
    (days + (isLeap && month > 2 ? 1 : 0)) * MS_PER_DAY + hour * MS_PER_HOUR + minute * 60_000 + second * 1000 + ms
  );
}

/** Two digits; a large negative number where one is none. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? -1_000_000 : tens * 10 + ones;
}
