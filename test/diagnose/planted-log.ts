/** What a log has of planted workloads, and what is made of that: usage and times, and of some what the API says or the prompts. */
import type { MissReason, ReportedMiss } from '../../src/core/diagnosis.ts';
import type { Terms } from '../../src/core/event.ts';
import type { PromptBlock } from '../../src/core/prompt.ts';
import type { Instant } from '../../src/core/time.ts';
import { diagnose, type Diagnosis } from '../../src/diagnose/diagnosis.ts';
import { diagnosisLog } from '../../src/diagnose/log.ts';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import { promptLogOf, type PromptLog } from '../../src/simulate/prompts.ts';
import type { LoggedInference, PromptedInference, Run } from '../../src/store/ledger.ts';
import { book } from '../prices/shipped.ts';
import { TTL_1H, type Asked, type Prefix } from './planted-cache.ts';
import { Chance } from './planted-chance.ts';
import type { Truth } from './planted-truth.ts';

/** Usage alone; usage and what the API says; usage and the requests themselves. */
export const VIEWS = ['usage', 'reported', 'prompts'] as const;
export type View = (typeof VIEWS)[number];

export interface Seen {
  /** In the order of the log, which is that of its rows. */
  readonly truths: readonly Truth[];
  readonly diagnosis: Diagnosis;
}

export function seen(truths: readonly Truth[], view: View, seed: number): Seen {
  const rows = [...truths].sort((a, b) => a.asked.logged - b.asked.logged);
  const reported = view === 'reported' ? reportsOn(rows, new Chance(seed)) : [];
  const logged = rows.map((truth, index) => loggedOf(truth, index, reported[index]));
  const world = view === 'prompts' ? promptWorldOf(promptsOf(rows, logged), book) : undefined;
  const log = diagnosisLog(logged, () => true);
  return { truths: rows, diagnosis: diagnose(log, world, book, () => null) };
}

const knownTerms = new Map<string, Terms>();

function termsOf(speed: string): Terms {
  const known = knownTerms.get(speed);
  const terms = { source: 'planted', platform: 'api', tier: '', speed, geo: '', kind: 'message' } as const;
  if (known === undefined) knownTerms.set(speed, terms);
  return known ?? terms;
}

function loggedOf(
  { asked, input, cache_write_5m, cache_write_1h, read }: Truth,
  index: number,
  reported: ReportedMiss | undefined,
): LoggedInference {
  const { session, thread, workspace, model, output } = asked;
  return {
    ...{ at: asked.logged as Instant, until: asked.until as Instant, session, thread, workspace, model },
    ...{ terms: termsOf(asked.speed), values: [asked.version, ''], requests: 1 },
    ...{ id: `${index}`, part: 0, file: 'planted.ndjson', line: index + 1, reported },
    meters: {
      input,
      output,
      cache_write_5m: cache_write_5m,
      cache_write_1h: cache_write_1h,
      cache_read: read,
      web_search: 0,
    },
  };
}

/** Some conversations ask the API to compare; of the others it writes null all the same. */
function reportsOn(rows: readonly Truth[], chance: Chance): (ReportedMiss | undefined)[] {
  const asking = new Map<string, boolean>();
  return rows.map((truth) => {
    const { session, thread } = truth.asked;
    const key = `${session} ${thread}`;
    if (!asking.has(key)) asking.set(key, chance.happens(0.7));
    return asking.get(key) === true ? reportOn(truth, chance) : { reason: 'none', tokens: undefined };
  });
}

function reportOn({ asked, expected, read }: Truth, chance: Chance): ReportedMiss {
  const reason = divergence(asked);
  if (reason === undefined) return { reason: 'none', tokens: undefined };
  if (chance.happens(0.15)) {
    const other = chance.pick(['unavailable', 'previous_message_not_found', 'pending'] as const);
    return { reason: other, tokens: undefined };
  }
  // Estimated from bytes.
  return { reason, tokens: Math.round(Math.max(0, expected - read) * chance.between(0.95, 1.05)) };
}

function divergence({ previous: before, model, speed, changes }: Asked): MissReason | undefined {
  if (before === undefined) return undefined;
  if (model !== before.model || speed !== before.speed) return 'model_changed';
  if (changes.includes('tools')) return 'tools_changed';
  if (changes.includes('system')) return 'system_changed';
  return changes.length > 0 ? 'messages_changed' : undefined;
}

/** A run for each prefix. */
function promptsOf(rows: readonly Truth[], logged: readonly LoggedInference[]): PromptLog {
  const runs = new Map<Prefix, Run>();
  const blocks = new Map<Prefix['block'], PromptBlock>();
  const runOf = (prefix: Prefix): number => {
    const known = runs.get(prefix);
    if (known !== undefined) return known.id;
    const after = prefix.before === undefined ? 0 : runOf(prefix.before);
    const run = { id: runs.size + 1, after, blocks: [blockOf(prefix.block, blocks)] };
    runs.set(prefix, run);
    return run.id;
  };
  const requests = rows.map((truth, index): PromptedInference => {
    const { prompt, marks, at, speed } = truth.asked;
    return {
      ...logged[index]!,
      run: runOf(prompt),
      marks: marks.map(({ prefix, ttl }) => ({ block: placeOf(prefix), ttl: ttl === TTL_1H ? '1h' : '5m' })),
      automatic: undefined,
      parameters: { system: speed, messages: '' },
      answered: at as Instant,
      ...{ digest: `${index}`, question: '', sketch: [], logsCache: true, firstCall: undefined, attribution: '' },
    };
  });
  return promptLogOf(requests, runs.values());
}

function blockOf(block: Prefix['block'], known: Map<Prefix['block'], PromptBlock>): PromptBlock {
  const made = known.get(block) ?? {
    ...({ level: block.level, kind: block.level === 'tools' ? 'tool' : 'text', ends: true } as const),
    ...({ role: block.level === 'messages' ? 'user' : '', tokens: block.tokens, size: block.tokens * 4 } as const),
    hash: known.size.toString(16).padStart(16, '0'),
  };
  known.set(block, made);
  return made;
}

function placeOf({ before }: Prefix): number {
  return before === undefined ? 0 : placeOf(before) + 1;
}
