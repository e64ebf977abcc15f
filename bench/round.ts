/** One run of everything that is measured, and whether the figures it led to are right. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runMeasured, type Sample } from './child.ts';
import { withMore, type Data } from './data.ts';
import { together, type Truth } from './synthetic/truth.ts';

export const CASES = [
  'start-up (--help)',
  'plain loop over transcripts',
  'first ingest of transcripts',
  'second, unchanged ingest',
  'report --by day',
  'report --by model',
  'report --by project',
  'ingest after 1 MB more',
  'plain loop over responses',
  'first ingest of responses',
  'check of responses',
  'check of responses, unread writes',
  'whatif of conversations, every scenario',
  'their replay by itself',
  'prompts of 300 blocks, read and counted',
  'their replay under one strategy',
] as const;

export type Case = (typeof CASES)[number];
export interface Round {
  readonly samples: Readonly<Record<Case, Sample>>;
  /** What the ledger says and the truth does not. */
  readonly wrong: readonly string[];
}

/** Every one, those with an option among them. */
const SCENARIOS = [
  ...['as-logged', 'no-cache', 'ttl-5m', 'ttl-1h', 'ttl-main-1h-sub-5m', 'ttl-best-per-chain', 'ttl-clairvoyant'],
  ...['keep-alive', 'batch', 'model=claude-opus-5-5', 'prices=2026-11-01'],
];

const CLI = path.resolve(import.meta.dirname, '..', 'bin', 'promptcache-cost.js');
const REPLAY = path.join(import.meta.dirname, 'replay.mjs');
const PROMPTS = path.join(import.meta.dirname, 'prompts.mjs');
const BASELINE = path.join(import.meta.dirname, 'baseline.mjs');

/** `scratch` is emptied before and after. */
export function runRound(data: Data, scratch: string): Round {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const cli = (...args: string[]): Sample & { stdout: string } => runMeasured(scratch, CLI, args);
  const loop = (folder: string): Sample => runMeasured(scratch, BASELINE, [folder]);
  const ingest = (folder: string, db: string): Sample => cli('ingest', folder, '--db', db, '--format', 'json');
  const report = (by: string, db: string): Sample & { stdout: string } =>
    cli('report', '--by', by, '--db', db, '--format', 'json');

  const projects = path.join(data.transcripts.folder, 'projects');
  const responses = path.join(data.slim.folder, 'responses.ndjson');
  const help = cli('--help');
  const plain = loop(projects);
  const first = ingest(projects, 'transcripts.db');
  const second = ingest(projects, 'transcripts.db');
  const [byDay, byModel, byProject] = [
    report('day', 'transcripts.db'),
    report('model', 'transcripts.db'),
    report('project', 'transcripts.db'),
  ];
  const appended = withMore(data, () => ingest(projects, 'transcripts.db'));
  const byModelAfter = report('model', 'transcripts.db');
  const plainResponses = loop(data.slim.folder);
  const firstResponses = ingest(responses, 'responses.db');
  // A month of the hundred days, beside the days before it, in all and by model.
  const month = [
    '--since',
    '2026-09',
    '--until',
    '2026-09',
    '--db',
    'responses.db',
    '--exit-zero',
    '--max-cost',
    '1000',
  ];
  const check = cli('check', ...month, '--min-hit-ratio', '0.5', '--max-rise', 'cost=20%', '--per', 'model');
  const checkUnread = cli('check', ...month, '--max-unread-write-share', '0.5');
  const whatif = cli('whatif', ...SCENARIOS.flatMap((name) => ['--scenario', name]), '--db', data.sessions.db);
  const replay = runMeasured(scratch, REPLAY, [data.sessions.db, ...SCENARIOS]);
  const prompts = runMeasured(scratch, PROMPTS, [data.prompts.db, 'tools-system-rolling']);
  const played = JSON.parse(prompts.stdout) as { requests: number; load: number; replay: number };
  const byModelOfResponses = report('model', 'responses.db');
  rmSync(scratch, { recursive: true, force: true });

  const { transcripts, slim, more } = data;
  return {
    samples: {
      'start-up (--help)': help,
      'plain loop over transcripts': plain,
      'first ingest of transcripts': first,
      'second, unchanged ingest': second,
      'report --by day': byDay,
      'report --by model': byModel,
      'report --by project': byProject,
      'ingest after 1 MB more': appended,
      'plain loop over responses': plainResponses,
      'first ingest of responses': firstResponses,
      'check of responses': check,
      'check of responses, unread writes': checkUnread,
      'whatif of conversations, every scenario': whatif,
      'their replay by itself': { ...replay, seconds: Number(replay.stdout) },
      'prompts of 300 blocks, read and counted': { ...prompts, seconds: played.load },
      'their replay under one strategy': { ...prompts, seconds: played.replay },
    },
    wrong: [
      ...differences('transcripts', transcripts.truth.models, byModel.stdout),
      ...differences(
        'transcripts and 1 MB more',
        together(transcripts.truth.models, more.truth.models),
        byModelAfter.stdout,
      ),
      ...differences('responses', slim.truth.models, byModelOfResponses.stdout),
      ...(played.requests === data.prompts.truth.responses ? [] : [`${played.requests} requests have prompts`]),
    ],
  };
}

const METERS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output'] as const;

interface ReportRow {
  readonly group: { readonly model?: string };
  readonly tokens?: Readonly<Record<string, number | string>>;
}

function differences(what: string, models: Truth['models'], stdout: string): string[] {
  const { rows = [] } = JSON.parse(stdout) as { rows?: readonly ReportRow[] };
  const wrong = rows.flatMap(({ group: { model = '?' } }) =>
    model in models ? [] : [`${what}: ${model} should not be there`],
  );
  for (const [model, truth] of Object.entries(models)) {
    const tokens = rows.find((row) => row.group.model === model)?.tokens;
    for (const meter of METERS) {
      const counted = tokens?.[meter];
      if (counted === undefined || BigInt(counted) !== BigInt(truth[meter]))
        wrong.push(`${what}: ${model} ${meter} is ${counted ?? 'missing'}, should be ${truth[meter]}`);
    }
  }
  return wrong;
}
