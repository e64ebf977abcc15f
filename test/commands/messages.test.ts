/** Messages on stderr: in lines of a terminal, and in one line where they may be searched. */
import { describe, expect, it } from 'vitest';
import { say } from '../../src/commands/say.ts';
import { hostFor, runCli } from '../run.ts';

const argv = ['prices', 'list', '--at', 'soon'];

describe('a message', () => {
  it('is wrapped on a terminal, with what follows the first line indented', async () => {
    const { stderr } = await runCli(argv, { isTTY: true, columns: 40 });
    const [first = '', ...more] = stderr.trimEnd().split('\n');
    expect(first).toMatch(/^promptcache-cost: /);
    expect(more.length).toBeGreaterThan(0);
    for (const line of more) expect(line).toMatch(/^ {2}\S/);
    for (const line of [first, ...more]) expect(line.length).toBeLessThanOrEqual(40);
  });

  it('of wrong options too', async () => {
    const { stderr } = await runCli(['report', '--format', 'yaml'], { isTTY: true, columns: 40 });
    for (const line of stderr.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });

  it('is one line elsewhere', async () => {
    const { stderr } = await runCli(argv, { columns: 60 });
    expect(stderr).toMatch(/^promptcache-cost: [^\n]+\n$/);
  });

  it('has none of our own signs where the locale is not UTF-8', async () => {
    const written = { stdout: '', stderr: '' };
    say(hostFor({ unicode: false }, written), 'a … b ≥ 2, but 語');
    expect(written.stderr).toBe('a ... b >= 2, but 語\n');
    expect((await runCli(['check', '--help'], { unicode: false })).stdout).toMatch(/^[ -~\n]+$/);
  });
});
