/** Inputs from public bug reports, with the right values. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { describeReal } from './real-data.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');

describeReal('cases from bug reports', 'cases/run.mjs', (file) => {
  test('all come to what the provider bills, or are said', async () => {
    const run = promisify(execFile);
    const env = {
      ...process.env,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    };
    const said = await run(process.execPath, [file], { cwd: ROOT, env }).catch((error: { stdout: string }) => error);
    expect(said.stdout.trim().split('\n')).toEqual(['80 of 80 as expected']);
  }, 300_000);
});
