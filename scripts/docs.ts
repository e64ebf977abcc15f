/** npm run docs: writes the generated parts of the documents; a test fails while one is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withExamples } from './examples.ts';

for (const name of ['README.md', 'ARCHITECTURE.md']) {
  const file = path.resolve(import.meta.dirname, '..', name);
  const before = readFileSync(file, 'utf8');
  const after = await withExamples(before);
  if (after !== before) writeFileSync(file, after);
  console.log(`${name} ${after === before ? 'is up to date' : 'written'}`);
}
