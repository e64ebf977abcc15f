/** Questions that look at requests one by one, over ledgers of conversations. */
import type { Bench, Case } from './cases.ts';
import { runNode } from './child.ts';
import type { Subject } from './data.ts';
import { CLI } from './ledgers.ts';

const DIAGNOSE = 'diagnose';
const WHATIF = 'whatif, the usual scenarios';
const MONTH = ['--since', '2026-09', '--until', '2026-09'];

/** Of a month where there are more groups in all than one answer may have. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  [DIAGNOSE]: ['diagnose'],
  [WHATIF]: ['whatif'],
  'whatif break-even': ['whatif', 'break-even'],
  'check, unread writes of all': ['check', '--window', 'all', '--max-unread-write-share', '1'],
  'report --by session, of a month': ['report', '--by', 'session', ...MONTH, '--format', 'json'],
};

export const REQUEST_ACTIONS: readonly string[] = Object.keys(ASKED);
/** Seconds they may take over ten million requests. */
export const REQUEST_SECONDS: Readonly<Record<string, number>> = { [WHATIF]: 60, [DIAGNOSE]: 90 };
/** And bytes of memory, whatever the size of the ledger up to there. */
export const REQUEST_BYTES = 2_000_000_000;

export function requestCases({ databases }: Bench, subject: Subject): Case[] {
  const { kind, label, size } = subject;
  return Object.entries(ASKED).map(([action, args]) => ({
    action,
    kind,
    label,
    size,
    subjects: [subject],
    reads: 'events',
    run: () => runNode(databases.folder, CLI, [...args, '--db', databases.of(subject)]),
  }));
}
