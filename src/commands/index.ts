/** The commands, in the order of the help. Each is loaded when it is asked for. */
import type { CommandEntry } from './command.ts';

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'ingest',
    takes: '[options] [path...]',
    summary: 'read usage logs into the ledger; running it again reads only what is new',
    load: () => import('./ingest.ts'),
  },
  {
    name: 'pull',
    takes: '[options]',
    summary: "get usage and cost from the provider's reports; running it again gets only what is new",
    load: () => import('./pull.ts'),
  },
  {
    name: 'report',
    takes: '[options] [path...]',
    summary: 'what was spent, what caching saved net, and how well it hit',
    load: () => import('./report.ts'),
  },
  {
    name: 'check',
    takes: '[options] [path...]',
    summary: 'hold spend and caching against budgets and baselines; exit 1 when one fails',
    load: () => import('./check.ts'),
  },
  {
    name: 'diagnose',
    takes: '[options] [what...]',
    summary: 'where the cache leaks, why, what it cost and what to do',
    load: () => import('./diagnose.ts'),
  },
  {
    name: 'whatif',
    takes: '[options] [path...]',
    summary: 'what other ways of caching, models or prices would have cost, with a backtest first',
    load: () => import('./whatif.ts'),
  },
  {
    name: 'reconcile',
    takes: '[options] [bill...]',
    summary: 'hold what was logged against what was billed, and say why they differ; exit 1 when they do',
    load: () => import('./reconcile.ts'),
  },
  {
    name: 'prices',
    summary: 'the dated price tables: list, show one model, validate, compare, import',
    load: () => import('./prices.ts'),
  },
  {
    name: 'ledger',
    summary: 'look after the ledger: check it, list and forget files, prune it, back it up',
    load: () => import('./ledger.ts'),
  },
  {
    name: 'sources',
    takes: '[options] [source...]',
    summary: 'which logs are read, and what each can and cannot tell',
    load: () => import('./sources.ts'),
  },
];
