/** All questions, from what a period is to how a ledger may be asked. */
import type { Topic } from '../question.ts';
import { BANDS } from './bands.ts';
import { CALENDAR } from './calendar.ts';
import { FILES } from './files.ts';
import { GENERATED } from './generated.ts';
import { KINDS } from './kinds.ts';
import { NAMES } from './names.ts';
import { ORDER } from './order.ts';
import { PERIODS } from './periods.ts';
import { PRICES } from './prices.ts';
import { PROMPTS } from './prompts.ts';
import { PULLED } from './pulled.ts';
import { NOTHING, READING } from './reading.ts';
import { RECORDS } from './records.ts';
import { SUMS } from './sums.ts';

/** Whose answers are written down. */
export const WRITTEN: readonly Topic[] = [
  ...[PERIODS, CALENDAR, PRICES, BANDS, KINDS, SUMS],
  ...[NAMES, ORDER, RECORDS, PROMPTS, FILES, PULLED, READING, NOTHING],
];

export const TOPICS: readonly Topic[] = [...WRITTEN, GENERATED];
