/** What all traces of blocks share: prompts of which only sizes are known, and times that count from a beginning. */
import type { Prompt } from '../core/prompt.ts';
import { parseInstant, type Instant } from '../core/time.ts';
import { refuse } from './reading.ts';

/** Nothing is known of parameters, breakpoints or words. */
export const NO_PROMPT: Prompt = {
  blocks: [],
  marks: [],
  automatic: undefined,
  parameters: { system: '', messages: '' },
  answered: undefined,
  digest: '',
  question: '',
  sketch: [],
  logsCache: false,
  firstCall: undefined,
  attribution: '',
};

/** Whether these are hashes as traces number them. */
export function isIds(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((id) => Number.isSafeInteger(id) && id >= 0);
}

/** An instant so many milliseconds after another. */
export function momentOf(base: Instant, milliseconds: number): Instant {
  const parsed = parseInstant(base + Math.round(milliseconds));
  return parsed.ok ? parsed.at : refuse('instant_out_of_range');
}
