/** What a log of some records comes to, read as `ingest` reads it: parsed or not, by whichever format, with its end. */
import type { UsageEvent } from '../../src/core/event.ts';
import type { Instant } from '../../src/core/time.ts';
import { accountant } from '../../src/ingest/account.ts';
import { interpreter } from '../../src/ingest/interpret.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import type { Source } from '../../src/sources/source.ts';
import { fnv, GIVEN } from './readings.ts';

export interface LogReading {
  readonly events: readonly UsageEvent[];
  readonly reasons: readonly string[];
  /** The log is named as one of no known format. */
  readonly isUnknown: boolean;
  /** Events and rejections: what somebody hears of. */
  readonly heard: number;
  /** When it has grown, it is to be read from its beginning. */
  readonly spansRecords: boolean;
}

/** As lines; `header`: as rows of a table whose header is of this source. */
export function readLog(records: readonly JsonObject[], header?: Source, given: Instant | 'none' = GIVEN): LogReading {
  const events: UsageEvent[] = [];
  const reasons: string[] = [];
  const context = { file: 'log', given: given === 'none' ? undefined : given, labels: {}, fingerprint: fnv };
  const read = interpreter(
    context,
    { source: header, fixed: header !== undefined, isDocument: false },
    {
      event: (event) => events.push(event),
      refuse: (_line, reason) => reasons.push(reason),
      accountant: accountant(),
    },
  );
  for (const [index, record] of records.entries()) {
    const content = header === undefined ? Buffer.from(JSON.stringify(record)) : (record as Record<string, string>);
    read.take({ content, line: index + 1, ended: true, tooLong: false, end: 0 });
  }
  read.end();
  const { source, spansRecords } = read;
  return { events, reasons, isUnknown: source === undefined, heard: events.length + reasons.length, spansRecords };
}
