/** Asking ledgers in a process that may be ended by what it reads: see ask.ts. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Asked } from './ask.ts';

const SCRIPT = path.join(import.meta.dirname, 'ask.ts');
const HANGS_MS = 60_000;

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Asker {
  /** In words what ended the process, where it gave no answer. */
  ask(asked: Asked): Promise<readonly Answer[] | string>;
  end(): void;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

export function asker(): Asker {
  let child: Child | undefined;
  let lines: Interface | undefined;

  function begin(): Child {
    child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
    lines = createInterface({ input: child.stdout });
    // Its end is told by what follows.
    child.stdin.on('error', () => undefined);
    return child;
  }

  function end(): void {
    child?.kill('SIGKILL');
    child = undefined;
  }

  return {
    ask(asked) {
      const asking = child ?? begin();
      return new Promise((resolve) => {
        const hangs = setTimeout(() => over(`no answer in ${HANGS_MS / 1000} s`), HANGS_MS);
        const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
          over(`a crash (${signal ?? `code ${code}`})`);
        const onLine = (line: string): void => over(JSON.parse(line) as Answer[]);
        asking.once('exit', onExit);
        lines?.once('line', onLine);
        asking.stdin.write(`${JSON.stringify(asked)}\n`);

        function over(answer: readonly Answer[] | string): void {
          clearTimeout(hangs);
          asking.off('exit', onExit);
          lines?.off('line', onLine);
          if (typeof answer === 'string') end();
          resolve(answer);
        }
      });
    },
    end,
  };
}
