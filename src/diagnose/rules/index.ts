/** The findings, by code. */
import type { Rule } from '../rule.ts';
import { attribution } from './attribution.ts';
import { changedPrefixes } from './changed-prefixes.ts';
import { coldStarts } from './cold-starts.ts';
import { compactions } from './compactions.ts';
import { fanOut } from './fan-out.ts';
import { hitDrop } from './hit-drop.ts';
import { lifetimeChange } from './lifetime-change.ts';
import { lookback } from './lookback.ts';
import { missingBreakpoints } from './missing-breakpoints.ts';
import { needlessHours } from './needless-hours.ts';
import { pauses } from './pauses.ts';
import { repeats } from './repeats.ts';
import { serverTools } from './server-tools.ts';
import { shortPrefixes } from './short-prefixes.ts';
import { switches } from './switches.ts';
import { unreadWrites } from './unread-writes.ts';

export const RULES: readonly Rule[] = [
  unreadWrites,
  pauses,
  needlessHours,
  changedPrefixes,
  shortPrefixes,
  missingBreakpoints,
  lookback,
  fanOut,
  switches,
  compactions,
  serverTools,
  lifetimeChange,
  hitDrop,
  coldStarts,
  repeats,
  attribution,
];
