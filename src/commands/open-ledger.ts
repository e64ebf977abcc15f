/** Opening the ledger of a command, and saying who else can read it. */
import type { Host } from '../host.ts';
import type { Ledger } from '../store/ledger.ts';
import { keepPrivate } from '../store/private-file.ts';
import { openLedger } from '../store/sqlite.ts';
import { sayProblem } from './say.ts';

/** `file`: '' is a private one that vanishes; `create`: make it where there is none. Throws a Failure. */
export function openLedgerFor(host: Host, file: string, create: boolean): Ledger {
  const ledger = openLedger(file, { create });
  if (file === '' || host.uid === undefined) return ledger;
  const privacy = keepPrivate(file, host.uid);
  if (privacy === 'mended')
    sayProblem(host, {
      code: 'was_open',
      message: 'others could read this ledger; now only you can.',
      where: { file },
    });
  if (privacy === 'open')
    sayProblem(host, {
      code: 'open_ledger',
      message: 'others can read this ledger.',
      where: { file },
      hint: 'Its owner can change that: chmod 600 FILE',
    });
  return ledger;
}
