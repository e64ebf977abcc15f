/** `sources` as people see it. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { FORMATS } from '../../src/render/index.ts';
import { SOURCES } from '../../src/sources/index.ts';
import { runCli, runJson } from '../run.ts';

const golden = (name: string): string => path.resolve(import.meta.dirname, '../golden/sources', `${name}.txt`);

it.each(FORMATS.map(({ id }) => id))('two of them, as %s', async (format) => {
  const { code, stdout } = await runCli(['sources', 'litellm', 'messages', '--format', format], {
    env: { NO_COLOR: '1' },
    columns: 118,
  });
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot(golden(format));
});

it('lists every one', async () => {
  const { sources } = await runJson<{ sources: { id: string }[] }>(['sources'], {});
  expect(sources.map(({ id }) => id)).toEqual(SOURCES.map(({ id }) => id));
});

it('names what it knows when it is asked for another', async () => {
  const { code, stderr } = await runCli(['sources', 'carrier-pigeon'], {});
  expect(code).toBe(2);
  expect(stderr).toMatch(/^promptcache-cost: there is no source "carrier-pigeon"\. There are: [^\n]+\n$/);
});
