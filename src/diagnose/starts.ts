/**
 * What first requests share: tools and system of one version of a program. Where an entry of two of them ends at the same
 * number of tokens, that is where what they share ends; one that read nothing of it could have, had anybody kept it warm.
 */
import type { Counts } from '../requests/columns.ts';
import { LATENCY, TTL_1H, TTL_5M } from '../requests/life.ts';
import { cachedBy, promptOf } from '../requests/log.ts';
import { cacheOf, versionOf, type DiagnosisLog, type Logged } from './log.ts';

/** A program begins again with prompts of about the same length: no more than so many times as long. */
const ALIKE = 1.5;
/** So many of a program have to have begun before one that is only like them is held against them. */
const FEW = 2;
/** Behind a last breakpoint that moves with the messages stand few tokens; behind one that stays, what is asked. */
const ASKED = 50;

/** What first requests are told, one entry a request in every column. */
export interface ExpectedStarts {
  /**
   * Tokens that the request before had cached, as far as this prompt is as long; of a first request what others like it read at their
   * start. 0: nothing to expect.
   */
  readonly tokens: Counts;
  /** Tokens that the conversation's first request shared with others like it; 0 where that is not known. */
  readonly shared: Counts;
  /** 1 when it began with another first request of its cache, too soon to read what that one wrote. */
  readonly together: Uint8Array;
}

/** `starts` in the order of time. */
export function expectShared(log: DiagnosisLog, starts: readonly number[], expected: ExpectedStarts): void {
  const versions = log.kinds.map(versionOf);
  const groups = Map.groupBy(starts, (row) => {
    const version = versions[log.logged.kind[row] ?? 0] ?? '';
    return `${cacheOf(log, row)} ${log.logged.main[row] ?? 0} ${version}`;
  });
  for (const rows of groups.values()) expectInGroup(log.logged, rows, expected);
}

/** First requests that share so many tokens. */
interface Program {
  readonly end: number;
  /** Those whose usage shows it, in the order of time, and their shortest and longest prompt. */
  readonly rows: number[];
  shortest: number;
  longest: number;
  /** How many of them have begun, and how many that are only likely to be. */
  begun: number;
  guessed: number;
  /** When its entry was last read or written, and how long it lives at least. */
  used: number;
  ttl: number;
  /** When the last one began that read nothing of it. */
  cold: number;
}

function expectInGroup(logged: Logged, rows: readonly number[], expected: ExpectedStarts): void {
  const known = knownEnds(logged, rows);
  const programs = programsOf(logged, rows, known);
  for (const [index, row] of rows.entries()) {
    const end = known[index] ?? 0;
    expected.shared[row] = end;
    const program = programs.get(end) ?? likeliest(logged, row, programs.values());
    if (program === undefined) continue;
    const isSure = program.end === end || isBeside(logged, row, program);
    const isFew = program.begun + program.guessed < (isSure ? 1 : FEW);
    if (program.end === end) program.begun += 1;
    else program.guessed += 1;
    begin(logged, program, row, isFew, expected);
  }
}

function begin(logged: Logged, program: Program, row: number, isFew: boolean, expected: ExpectedStarts): void {
  const { cache_read: read, at, cache_write_1h } = logged;
  const now = at[row] ?? 0;
  const { end } = program;
  const isTogether = isBeside(logged, row, program);
  program.used = now;
  if ((read[row] ?? 0) >= end) return;
  program.cold = now;
  program.ttl = (cache_write_1h[row] ?? 0) > 0 ? TTL_1H : TTL_5M;
  // Before the first of them nobody is known to have cached anything, and where few have begun others may be new as well.
  if (isFew) return;
  expected.tokens[row] = end;
  expected.together[row] = isTogether ? 1 : 0;
}

function programsOf(logged: Logged, rows: readonly number[], known: readonly number[]): Map<number, Program> {
  const programs = new Map<number, Program>();
  for (const [index, row] of rows.entries()) {
    const end = known[index] ?? 0;
    if (end === 0) continue;
    const prompt = promptOf(logged, row);
    const program = programs.get(end) ?? newProgram(end);
    programs.set(end, program);
    program.rows.push(row);
    program.shortest = Math.min(program.shortest, prompt);
    program.longest = Math.max(program.longest, prompt);
  }
  return programs;
}

function newProgram(end: number): Program {
  return {
    end,
    rows: [],
    shortest: Infinity,
    longest: 0,
    begun: 0,
    guessed: 0,
    used: -Infinity,
    ttl: TTL_5M,
    cold: -Infinity,
  };
}

/** Tokens that each shares with others as its own usage shows it; 0 where it does not. */
function knownEnds(logged: Logged, rows: readonly number[]): number[] {
  const common = commonEnds(logged, rows);
  const known = rows.map((row) => Math.max(0, ...endsOf(logged, row).filter((end) => common.has(end))));
  // Somebody wrote what the first one read that read it: the last before it that is like it and read nothing.
  const seen = new Set<number>();
  for (const [index, row] of rows.entries()) {
    const end = known[index] ?? 0;
    const isReader = end > 0 && logged.cache_read[row] === end && !seen.has(end);
    seen.add(end);
    const writer = isReader ? writerBefore(logged, rows, index, known) : -1;
    if (writer >= 0) known[writer] = end;
  }
  return known;
}

function writerBefore(logged: Logged, rows: readonly number[], index: number, known: readonly number[]): number {
  const row = rows[index] ?? 0;
  const prompt = promptOf(logged, row);
  const program = { end: known[index] ?? 0, shortest: prompt, longest: prompt };
  const since = (logged.at[row] ?? 0) - TTL_1H - LATENCY;
  for (let place = index - 1; place >= 0 && (logged.at[rows[place] ?? 0] ?? 0) >= since; place--)
    if (known[place] === 0 && isLike(logged, rows[place] ?? 0, program)) return place;
  return -1;
}

/** Where an entry of it ends that does not move with its messages, as far as its usage shows. */
function endsOf(logged: Logged, row: number): number[] {
  const [read, cache_write_1h] = [logged.cache_read[row] ?? 0, logged.cache_write_1h[row] ?? 0];
  // What is written for an hour stands before what is written for five minutes.
  const isSplit = cache_write_1h > 0 && (logged.cache_write_5m[row] ?? 0) > 0;
  const isFixed = (logged.input[row] ?? 0) > ASKED;
  return [read, ...(isSplit ? [read + cache_write_1h] : []), ...(isFixed ? [cachedBy(logged, row)] : [])];
}

/** Those of more than one request. */
function commonEnds(logged: Logged, rows: readonly number[]): Set<number> {
  const [once, common] = [new Set<number>(), new Set<number>()];
  for (const row of rows)
    for (const end of new Set(endsOf(logged, row))) if (end > 0) (once.has(end) ? common : once).add(end);
  return common;
}

/** Whether a request that read nothing could begin with what others share, and is about as long as they are. */
function isLike(
  logged: Logged,
  row: number,
  { end, shortest, longest }: Pick<Program, 'end' | 'shortest' | 'longest'>,
): boolean {
  const own = promptOf(logged, row);
  return (logged.cache_read[row] ?? 0) === 0 && end <= own && own <= longest * ALIKE && shortest <= own * ALIKE;
}

/** What others begin with at the same moment; else what others read at the nearest, but for what it would have read. */
function likeliest(logged: Logged, row: number, programs: Iterable<Program>): Program | undefined {
  const now = logged.at[row] ?? 0;
  let [best, least]: [Program | undefined, number] = [undefined, Infinity];
  for (const program of programs) {
    if (!isLike(logged, row, program)) continue;
    const isOne = isBeside(logged, row, program);
    if (!isOne && now - program.used < program.ttl - LATENCY) continue;
    const distance = isOne ? now - program.cold - LATENCY : distanceTo(logged, program, now);
    if (distance < least) [best, least] = [program, distance];
  }
  return best;
}

/** Too soon after one that read nothing to read what that one writes. */
function isBeside({ at }: Logged, row: number, { cold }: Program): boolean {
  return (at[row] ?? 0) - cold <= LATENCY;
}

/** ms to the nearest of those whose usage shows what they share. */
function distanceTo({ at }: Logged, { rows, begun }: Program, now: number): number {
  const [earlier, later] = [rows[begun - 1], rows[begun]];
  return Math.min(now - (at[earlier ?? -1] ?? -Infinity), (at[later ?? -1] ?? Infinity) - now);
}
