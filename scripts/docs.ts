/** npm run docs: writes the generated parts of the documents, and the schema; a test fails while one is out of date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PAGES, schemaText, withExamples } from './examples.ts';

for (const name of PAGES) update(name, await withExamples(read(name)));
update('promptcache-cost.schema.json', schemaText());

function read(name: string): string {
  const file = path.resolve(import.meta.dirname, '..', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function update(name: string, text: string): void {
  const changed = text !== read(name);
  if (changed) writeFileSync(path.resolve(import.meta.dirname, '..', name), text);
  console.log(`${name} ${changed ? 'written' : 'is up to date'}`);
}
