/** npm run bench: measures, compares and writes down. See options.ts for what it can be asked for. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { casesOf, type Bench } from './cases.ts';
import { subjectsIn } from './data.ts';
import { Databases } from './ledgers.ts';
import { HELP, optionsOf } from './options.ts';
import { installedPeers } from './peers/installed.ts';
import { documentOf, printed, saveJson, writeTables } from './document.ts';
import { nameOf, Results } from './results.ts';

const options = optionsOf(process.argv.slice(2));
const root = path.join(import.meta.dirname, '.data');

if (options.help) console.log(HELP);
else measure();

function measure(): void {
  mkdirSync(root, { recursive: true });
  const databases = new Databases(path.join(root, 'scratch'), { keep: options.keep || options.list });
  const bench: Bench = { options, subjects: subjectsIn(root), databases, peers: installedPeers() };
  const cases = casesOf(bench).filter((one) => options.only.test(nameOf(one)));
  if (cases.length === 0) throw new Error('No case has such a name: see --list.');
  if (options.list) {
    console.log(cases.map(nameOf).join('\n'));
    return;
  }
  if (!existsSync(path.join(import.meta.dirname, '..', 'dist', 'main.js')))
    throw new Error('There is no dist/: run "npm run build" first.');
  for (const subject of new Set(cases.flatMap(({ subjects }) => subjects))) subject.load();
  if (options.prepare) return;

  const results = new Results();
  for (let round = 1; round <= options.rounds; round++) {
    for (const one of cases) {
      const measured = one.run();
      results.add(one, measured);
      console.error(`${round}/${options.rounds} ${nameOf(one)}: ${measured.seconds.toFixed(3)} s`);
    }
    // After each round: a long run may be cut short.
    saveJson(documentOf(bench, results), options.json ?? path.join(root, 'results.json'));
  }
  const document = documentOf(bench, results);
  console.log(`${printed(document, results)}\n`);
  if (options.write) writeTables(document, results);
  console.log(document.wrong.length === 0 ? 'Every token is accounted for.' : document.wrong.join('\n'));
  if (document.wrong.length > 0) process.exitCode = 1;
}
