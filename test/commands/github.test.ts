/** What GitHub Actions gets of a check: annotations, and the summary of the step. */
import { createFixture } from 'fs-fixture';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../run.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

describe('in GitHub Actions', () => {
  it('annotations go to stderr, and the step summary gets the Markdown, beside what is printed', async () => {
    await using folder = await createFixture({ summary: 'before\n' });
    const argv = ['check', 'fixtures/budgets/steady.csv', '--max-cost', '1', '--quiet', '--format', 'json'];
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: folder.getPath('summary') };
    const inside = await runCli(argv, { cwd: ROOT, env });
    const outside = await runCli(argv, { cwd: ROOT });
    const markdown = await runCli([...argv.slice(0, -1), 'markdown'], { cwd: ROOT });
    expect(inside.stdout).toBe(outside.stdout);
    expect(inside.stderr).toMatch(/^::error title=max-cost::.*\n::notice title=promptcache-cost::FAIL.*\n$/);
    expect(readFileSync(folder.getPath('summary'), 'utf8')).toBe(`before\n${markdown.stdout}\n`);
  });

  it.each<[args: string[], message: string]>([
    [['--max-costs', '1'], "unknown option '--max-costs'. Did you mean --max-cost? See promptcache-cost check --help"],
    [['--max-cost', 'lots'], '--max-cost lots is not a limit. Use USD as a plain decimal, such as 12.50.'],
  ])('what cannot be checked is annotated too, and in the summary: %j', async (args, message) => {
    await using folder = await createFixture({ summary: 'before\n' });
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: folder.getPath('summary') };
    const { code, stderr } = await runCli(['check', 'fixtures/budgets/steady.csv', ...args], { cwd: ROOT, env });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `promptcache-cost: ${message}\n::error title=promptcache-cost::${message}\n`,
    });
    expect(readFileSync(folder.getPath('summary'), 'utf8')).toMatch(
      /^before\n\*\*UNKNOWN: the check could not be made\.\*\*\n\n- .*-max-cost.*\n\n$/,
    );
  });

  it('a summary that cannot be written does not change the verdict', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/nowhere/summary' };
    const { code, stderr } = await runCli(['check', 'fixtures/budgets/steady.csv', '--max-cost', '2'], {
      cwd: ROOT,
      env,
    });
    expect(code).toBe(0);
    expect(stderr).toContain('the step summary cannot be written');
  });
});
