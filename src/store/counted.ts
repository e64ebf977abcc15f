/** Tokens of prefixes as the API counted them: asked for once, and then known wherever a run ends with that prefix. */
import type Database from 'better-sqlite3';
import type { Dictionary } from './dictionary.ts';
import type { CountedPrefix, Run, RunCount } from './ledger.ts';

interface CountTable {
  find(prefix: CountedPrefix): number | undefined;
  keep(prefix: CountedPrefix, tokens: number): void;
  /** By the number of the run that the prefix ends with. */
  byRun(): ReadonlyMap<number, readonly RunCount[]>;
}

export function countTable(database: Database.Database, models: Dictionary<string>): CountTable {
  const find = database
    .prepare(
      `SELECT tokens FROM counted JOIN model ON model.id = counted.model
       WHERE chain = ? AND parameters = ? AND model.name = ?`,
    )
    .pluck();
  const replace = database.prepare(
    'INSERT OR REPLACE INTO counted (chain, parameters, model, tokens) VALUES (?, ?, ?, ?)',
  );
  const all = database.prepare(
    `SELECT prompt_run.id AS run, parameters, model.name AS model, tokens
     FROM counted JOIN prompt_run ON prompt_run.chain = counted.chain JOIN model ON model.id = counted.model
     ORDER BY run, parameters, model`,
  );
  const keep = database.transaction(({ chain, parameters, model }: CountedPrefix, tokens: number) => {
    replace.run(Buffer.from(chain, 'hex'), parameters, models.idOf(model), tokens);
  });
  return {
    find: ({ chain, parameters, model }) =>
      find.get(Buffer.from(chain, 'hex'), parameters, model) as number | undefined,
    keep: (prefix, tokens) => keep.immediate(prefix, tokens),
    byRun() {
      const counts = new Map<number, RunCount[]>();
      for (const { run, ...count } of all.iterate() as Iterable<RunCount & { readonly run: number }>) {
        const others = counts.get(run);
        if (others === undefined) counts.set(run, [count]);
        else others.push(count);
      }
      return counts;
    },
  };
}

export function* withCounts(runs: Iterable<Run>, counts: ReadonlyMap<number, readonly RunCount[]>): Iterable<Run> {
  for (const run of runs) {
    const counted = counts.get(run.id);
    yield counted === undefined ? run : { ...run, counted };
  }
}
