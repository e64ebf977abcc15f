/** Logs of several conversations that take turns, for fast-check to vary and to shrink. */
import fc from 'fast-check';
import type { Inference } from '../../src/store/ledger.ts';
import { inference } from './inference.ts';

export const PRICED = ['claude-opus-5-5', 'claude-haiku-5-5', 'claude-sonnet-4-5'] as const;

interface Step {
  /** Seconds since the first line of the step before. */
  readonly pause: number;
  readonly lasts: number;
  readonly chain: { session: string; thread: string; model: string; workspace: string };
  /** Which part of what its chain had cached is the same as before. */
  readonly same: number;
  /** Tokens that others keep warm. */
  readonly shared: number;
  readonly written: number;
  /** Which part of what is written is written for an hour. */
  readonly hour: number;
  /** Against the clock: it reads nothing, or what should be gone. */
  readonly surprise: boolean;
  readonly input: number;
  readonly output: number;
  readonly web_search: number;
}

const pauses = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 60, max: 400 }),
  fc.integer({ min: 240, max: 3700 }),
  fc.integer({ min: 3500, max: 5 * 3600 }),
);
const tokens = fc.oneof(fc.nat(300), fc.nat(20_000), fc.nat(120_000));

function anyStep(models: readonly string[]): fc.Arbitrary<Step> {
  return fc.record({
    pause: pauses,
    lasts: fc.nat(40),
    chain: fc.record({
      session: fc.constantFrom('s', 's', 't', 'u', ''),
      thread: fc.constantFrom('main', 'main', 'agent'),
      model: fc.constantFrom(...models),
      workspace: fc.constantFrom('', '', 'w'),
    }),
    same: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.constantFrom(0, 0.1, 0.4, 0.5, 0.9)),
    shared: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(5000)),
    written: tokens,
    hour: fc.constantFrom(0, 0, 1, 1, 0.3),
    surprise: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
    input: fc.oneof(fc.nat(10), fc.nat(30_000)),
    output: fc.nat(3000),
    web_search: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat(2)),
  });
}

/** What a chain has in the cache by the clock, and since when. */
interface Cached {
  end: number;
  hour: number;
  at: number;
  until: number;
}

/** Hits, misses, changes and compactions as they may be logged. */
export function anyLog(models: readonly string[] = [...PRICED, 'claude-zeta-9']): fc.Arbitrary<Inference[]> {
  return anySteps(models).map((steps) => logOf(steps));
}

/** The same where the clock alone decides, and no rest is near a time to live. */
export function clearLog(models?: readonly string[]): fc.Arbitrary<Inference[]> {
  return anySteps(models ?? PRICED).map((steps) => {
    return logOf(
      steps.map((step) => ({ ...step, surprise: false, shared: 0 })),
      clearOf,
    );
  });
}

/** Of many short chains, or of one. */
function anySteps(models: readonly string[]): fc.Arbitrary<Step[]> {
  const several = fc.array(anyStep(models), { maxLength: 30 });
  const one = fc.tuple(several, anyStep(models)).map(([steps, { chain }]) => steps.map((step) => ({ ...step, chain })));
  return fc.oneof(several, one);
}

function logOf(steps: readonly Step[], delay: (cached: Cached, at: number) => number = () => 0): Inference[] {
  const chains = new Map<string, Cached>();
  let now = 0;
  return steps.map((step) => {
    const { chain, written, input, output, web_search, lasts } = step;
    const key = Object.values(chain).join('\n');
    const before = chains.get(key);
    now += step.pause;
    if (before !== undefined) now += delay(before, now);
    const read = Math.max(step.shared, before === undefined ? 0 : readOf(before, now, step));
    const cache_write_1h = Math.round(written * step.hour);
    chains.set(key, {
      end: read + written,
      hour: cache_write_1h > 0 ? read + cache_write_1h : Math.min(read, before?.hour ?? 0),
      at: now,
      until: Math.max(now + lasts, before?.until ?? 0),
    });
    return inference({
      ...chain,
      at: now,
      lasts,
      input,
      output,
      web_search,
      read,
      cache_write_1h,
      cache_write_5m: written - cache_write_1h,
    });
  });
}

function readOf({ end, hour, until }: Cached, now: number, { same, surprise }: Step): number {
  const rest = now - until;
  const alive = rest <= 300 ? end : rest <= 3600 ? hour : 0;
  const read = Math.min(alive, Math.round(end * same));
  return surprise ? (read === 0 ? Math.round(end * same) : 0) : read;
}

/** Seconds to wait until neither the end nor the start of the request before is near a time to live. */
function clearOf({ at, until }: Cached, now: number): number {
  for (const ttl of [300, 3600]) if (now - at > ttl - 12 && now - until < ttl + 12) return until + ttl + 12 - now;
  return 0;
}
