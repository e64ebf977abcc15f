/** What lines come to, read as `ingest` reads them. */
import type { UsageEvent } from '../../src/core/event.ts';
import { accountant } from '../../src/ingest/account.ts';
import { interpreter } from '../../src/ingest/interpret.ts';
import type { Account } from '../../src/store/ledger.ts';

interface LinesRead {
  readonly events: readonly UsageEvent[];
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
  readonly account: Account;
}

export function readLines(lines: readonly (string | Buffer)[]): LinesRead {
  const events: UsageEvent[] = [];
  const refused: { line: number; reason: string }[] = [];
  const tally = accountant();
  const read = interpreter(
    { file: 'log', given: undefined, labels: {} },
    { source: undefined, fixed: false, isDocument: false },
    {
      event: (event) => events.push(event),
      refuse: (line, reason) => refused.push({ line, reason }),
      accountant: tally,
    },
  );
  for (const [index, line] of lines.entries())
    read.take({
      content: typeof line === 'string' ? Buffer.from(line) : line,
      line: index + 1,
      ended: true,
      tooLong: false,
      end: 0,
    });
  read.end();
  return { events, refused, account: tally.take() };
}
