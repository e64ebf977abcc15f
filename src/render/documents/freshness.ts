/** When the ledger's logs were last read, and what has come since, in words. */
import { bucketLabel, formatInstant, type Instant } from '../../core/time.ts';
import { noteIf, type Note } from '../document.ts';
import { formatInteger, formatPlural } from '../numbers.ts';

export interface LastRead {
  readonly at: Instant;
  /** Files that are no longer as they were read. */
  readonly changed: number;
  /** Logs that came since, beside them. */
  readonly added: number;
  /** There were more places than were looked at, so that these are the least. */
  readonly isPartial: boolean;
}

/** "Logs last read 2026-11-21 (3h ago); 4 files have changed since, and 2 are new: --refresh reads them first." */
export function freshnessNotes(lastRead: LastRead, now: Instant, zone: string): Note[] {
  const day = bucketLabel(lastRead.at, 'day', zone);
  const news = newsText(lastRead);
  return [
    ...noteIf(news === '', `Logs last read ${day} (${agoText(now - lastRead.at)}).`, 'quiet'),
    ...noteIf(
      news !== '',
      `Logs last read ${day} (${agoText(now - lastRead.at)}); ${news}. Read them first: --refresh`,
      'warn',
    ),
  ];
}

/** undefined where nothing has come. */
export function staleText(lastRead: LastRead, now: Instant): string | undefined {
  const news = newsText(lastRead);
  if (news === '') return undefined;
  return `This ledger's logs were last read ${agoText(now - lastRead.at)}; ${news}. Read them first: --refresh`;
}

/** "4 files have changed since, and 2 are new"; '' where none has. */
function newsText({ changed, added, isPartial }: LastRead): string {
  const least = isPartial ? 'at least ' : '';
  const parts = [
    ...(changed === 0
      ? []
      : [`${least}${formatPlural(changed, 'file')} ${changed === 1 ? 'has' : 'have'} changed since`]),
    ...(added === 0
      ? []
      : [
          changed === 0
            ? `${least}${formatPlural(added, 'new file')}`
            : `${formatInteger(added)} ${added === 1 ? 'is' : 'are'} new`,
        ]),
  ];
  return parts.join(', and ');
}

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
];

/** "3 hours ago"; clocks of machines may differ, so the future is now. */
function agoText(ms: number): string {
  const [size, name] = UNITS.find(([unit]) => ms >= unit) ?? [];
  return size === undefined || name === undefined ? 'just now' : `${formatPlural(Math.floor(ms / size), name)} ago`;
}

export function freshnessJson(lastRead: LastRead | undefined): Record<string, unknown> {
  return {
    last_read: lastRead === undefined ? null : formatInstant(lastRead.at),
    changed_files: lastRead?.changed ?? null,
    new_files: lastRead?.added ?? null,
  };
}
