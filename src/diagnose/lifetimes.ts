/** Times to live that could be set for everything: which of them saves most, and how each is set. */
import type { Client, Lever } from '../core/controls.ts';
import { dearestFirst, type Pico } from '../core/money.ts';
import type { Diagnosis } from './diagnosis.ts';

export const HOUR: string = '"cache_control": {"type": "ephemeral", "ttl": "1h"}';
export const MINUTES: string = '"cache_control": {"type": "ephemeral"}';

/** Settings of Claude Code by whose requests they are for: https://code.claude.com/docs/en/prompt-caching#choose-the-ttl-yourself */
export const BUCKETS: Readonly<Record<'main' | 'subagents', string>> = {
  main: 'promptCacheTtl',
  subagents: 'subagentPromptCacheTtl',
};

interface Lifetime {
  /** The scenario of `whatif`. */
  readonly scenario: 'ttl-1h' | 'ttl-5m' | 'ttl-main-1h-sub-5m';
  readonly needs: Lever;
  /** What a setting of Claude Code is, and what is sent to the API. */
  readonly claudeCode: string;
  readonly control: string;
}

/** Simpler ones first: a tie goes to them. */
const LIFETIMES: readonly Lifetime[] = [
  { scenario: 'ttl-1h', needs: 'ttl', claudeCode: 'ENABLE_PROMPT_CACHING_1H=1', control: HOUR },
  { scenario: 'ttl-5m', needs: 'ttl', claudeCode: 'FORCE_PROMPT_CACHING_5M=1', control: MINUTES },
  {
    scenario: 'ttl-main-1h-sub-5m',
    needs: 'thread_ttl',
    claudeCode: `"${BUCKETS.main}": "1h", "${BUCKETS.subagents}": "5m"`,
    control: `${HOUR} in main threads only`,
  },
];

interface BestLifetime extends Pick<Lifetime, 'scenario' | 'needs'> {
  readonly setting: string;
  readonly saving: Pico;
}

/** Of all that was spent: nobody can set two of them at once. undefined where none is cheaper than what was done. */
export function bestLifetime(
  { savingOf }: Pick<Diagnosis, 'savingOf'>,
  { kind, can }: Client,
): BestLifetime | undefined {
  const [best] = LIFETIMES.filter(({ needs }) => can[needs] !== false)
    .map((each) => ({ ...each, saving: savingOf(each.scenario) }))
    .sort((a, b) => dearestFirst(a.saving, b.saving));
  if (best === undefined || best.saving === null || best.saving <= 0n) return undefined;
  const { scenario, needs, saving, claudeCode, control } = best;
  return { scenario, needs, saving, setting: kind === 'claude-code' ? claudeCode : control };
}
