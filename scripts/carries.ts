/** What each log shape carries, as its fixtures show: seen in all of their events, in some, or in none. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SOURCES } from '../src/sources/index.ts';

const EXPECTED = path.resolve(import.meta.dirname, '..', 'test', 'sources', 'expected');

/** An event as an expectation writes it: what is empty is left out. */
interface Shown {
  readonly key?: string;
  readonly parts: readonly {
    readonly kind: string;
    readonly cache_write_5m?: number;
    readonly cache_write_1h?: number;
  }[];
  readonly terms: { readonly tier?: string };
  readonly scope: { readonly session?: string };
  readonly flags: readonly string[];
}

const COLUMNS: readonly (readonly [title: string, has: (event: Shown) => boolean | undefined])[] = [
  ['TTL of writes', ({ parts, flags }) => (wrote(parts) ? !flags.includes('ttl_assumed') : undefined)],
  ['session', ({ scope }) => scope.session !== undefined],
  ['time', ({ flags }) => !flags.includes('instant_given')],
  ['tier', ({ terms }) => terms.tier !== undefined],
  ['id', ({ flags }) => !flags.includes('no_id')],
  ['each request', ({ parts }) => parts.every(({ kind }) => kind !== 'aggregate')],
];

export function sourcesTable(): string {
  const titles = COLUMNS.map(([title]) => title);
  const rows = SOURCES.map(({ id, title, tells }) => {
    const events = eventsOf(id);
    const marks = COLUMNS.map(([, has]) => markOf(events.map(has)));
    return `| \`${id}\` | ${title} | ${marks.join(' | ')} | ${tells} |`;
  });
  return [
    `| \`--source\` | logs | ${titles.join(' | ')} | what they tell |`,
    `|---|---|${titles.map(() => ':-:|').join('')}---|`,
    ...rows,
  ].join('\n');
}

function wrote(parts: Shown['parts']): boolean {
  return parts.some(({ cache_write_5m = 0, cache_write_1h = 0 }) => cache_write_5m + cache_write_1h > 0);
}

/** In all, in some, in none; a dash where nothing could tell. */
function markOf(found: readonly (boolean | undefined)[]): string {
  const told = found.filter((each) => each !== undefined);
  if (told.length === 0) return '–';
  return told.every(Boolean) ? '●' : told.some(Boolean) ? '◐' : '○';
}

function eventsOf(id: string): Shown[] {
  const files = readdirSync(path.join(EXPECTED, id), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jsonl'),
  );
  return files
    .sort()
    .flatMap((name) =>
      readFileSync(path.join(EXPECTED, id, name), 'utf8')
        .trim()
        .split('\n'),
    )
    .map((line) => JSON.parse(line) as Partial<Shown>)
    .filter((event): event is Shown => event.parts !== undefined);
}
