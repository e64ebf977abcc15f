/** Recordings of real programs lie beside the checkout, not in it. Where they do not, the tests that want them say so. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'vitest';

const FOLDER = path.resolve(import.meta.dirname, '..', '..', '..', 'shared');

/** A suite over ../shared/<file>, which is handed to it as a path it can open. */
export function describeReal(name: string, file: string, suite: (file: string) => void): void {
  const found = path.join(FOLDER, file);
  if (existsSync(found)) {
    describe(name, () => {
      suite(found);
    });
    return;
  }
  const missing = `skipped, there is no ../shared/${file} beside the checkout`;
  console.warn(`${name}: ${missing}`);
  test.skip(`${name} (${missing})`, () => undefined);
}
