/**
 * A process that asks ledgers, all commands of the list of each in turn: a line of JSON in, a line of JSON out. What would end
 * a process of its own ends this one, and to start one for each question takes longer than the answer.
 */
import { createInterface } from 'node:readline';
import { runCli } from '../test/run.ts';

export interface Asked {
  readonly cwd: string;
  readonly file: string;
  readonly commands: readonly (readonly string[])[];
}

for await (const line of createInterface({ input: process.stdin })) {
  const { cwd, file, commands } = JSON.parse(line) as Asked;
  const answers = [];
  for (const argv of commands) answers.push(await runCli([...argv, '--db', file], { cwd, env: { NO_COLOR: '1' } }));
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
