/** Times that users type without an offset are their wall clock's. */
import { describe, expect, it } from 'vitest';
import { parsePeriodEnd } from '../../src/core/time.ts';

describe('an end of a period without an offset', () => {
  it.each([
    ['2026-11-01T10:00', 'America/New_York', '2026-11-01T15:00:00Z'],
    ['2026-07-01T10:00:00.5', 'Europe/Berlin', '2026-07-01T08:00:00.500Z'],
    ['2026-07-01 10:00', 'UTC', '2026-07-01T10:00:00Z'],
    ['2026-07-01T10:00Z', 'Europe/Berlin', '2026-07-01T10:00:00Z'],
  ])('%s in %s is %s', (text, zone, utc) => {
    for (const end of ['since', 'until'] as const) expect(parsePeriodEnd(text, end, zone)).toBe(Date.parse(utc));
  });
});
