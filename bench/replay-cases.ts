/** What-ifs: requests of conversations from their ledger, and prompts block by block. */
import path from 'node:path';
import type { Bench, Case, Measured } from './cases.ts';
import { runNode, type Output } from './child.ts';
import type { Subject } from './data.ts';
import { CLI } from './ledgers.ts';

/** Every one, those with an option among them. */
const SCENARIOS = [
  ...['as-logged', 'no-cache', 'ttl-5m', 'ttl-1h', 'ttl-main-1h-sub-5m', 'ttl-best-per-chain', 'ttl-clairvoyant'],
  ...['keep-alive', 'batch', 'model=claude-opus-5-5', 'prices=2026-11-01'],
];

export const WHATIF = 'whatif, every scenario';
export const PROMPTS_READ = 'read and counted';

const REPLAY = path.join(import.meta.dirname, 'replay.mjs');
const PROMPTS = path.join(import.meta.dirname, 'prompts.mjs');

export function replayCases({ options, subjects, databases }: Bench): Case[] {
  const prompts = subjects.prompts(options.prompts);
  const conversations = options.csv.slice(0, 1).map((rows) => subjects.csv(rows));
  const one = (subject: Subject, action: string, run: () => Measured): Case => {
    const { kind, label, size } = subject;
    return { action, kind, label, size, subjects: [subject], reads: 'events', run };
  };
  // One run tells both; by itself, the second case has a run of its own.
  let played: Played | undefined;
  const play = (): Played => (played = playPrompts(databases.folder, prompts));
  return [
    ...conversations.flatMap((requests) => [
      one(requests, WHATIF, () => whatIf(databases.folder, databases.of(requests))),
      one(requests, 'the replay by itself', () => {
        const done = runNode(databases.folder, REPLAY, [databases.of(requests), ...SCENARIOS]);
        return { ...done, seconds: Number(done.stdout) };
      }),
    ]),
    one(prompts, PROMPTS_READ, () => seconds(play(), 'load')),
    one(prompts, 'replayed under one strategy', () => seconds(played ?? play(), 'replay')),
  ];
}

function whatIf(folder: string, db: string): Output {
  return runNode(folder, CLI, ['whatif', ...SCENARIOS.flatMap((name) => ['--scenario', name]), '--db', db]);
}

interface Played {
  readonly done: Output;
  readonly load: number;
  readonly replay: number;
  readonly wrong: readonly string[];
}

function playPrompts(folder: string, prompts: Subject): Played {
  const done = runNode(folder, PROMPTS, [prompts.log, 'tools-system-rolling']);
  const { requests, load, replay } = JSON.parse(done.stdout) as { requests: number; load: number; replay: number };
  const wrong = requests === prompts.size ? [] : [`${requests} of ${prompts.size} requests have prompts`];
  return { done, load, replay, wrong };
}

/** The program says itself how long each part of it took. */
function seconds(played: Played, part: 'load' | 'replay'): Measured {
  const { cpu, rss, disk } = played.done;
  return { seconds: played[part], cpu, rss, disk, wrong: played.wrong };
}
