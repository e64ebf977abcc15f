/** Strategies that put a breakpoint behind each of a few parts of the prompt: a row each, in the order of the table. */
import type { Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';
import { placementOf, type Part } from './parts.ts';

export const OF_PARTS: readonly Strategy[] = [
  // For prompts that share nothing else.
  ofParts('tools', 'at the end of the tools', ['tools']),
  // Covers the tools as well.
  ofParts('system', 'at the end of system', ['system']),
  // The tools stay cached when system changes.
  ofParts('tools-system', 'behind tools and behind system', ['tools', 'system']),
  // Moves with the conversation, as cache_control at the top level of a request does.
  ofParts('rolling', 'on the last message (automatic)', ['rolling']),
  // What never changes, what seldom does, and what grows.
  ofParts('tools-system-rolling', 'behind tools and system, and on the last message', ['tools', 'system', 'rolling']),
  // And one turn earlier: a turn longer than the lookback still finds the entry before it.
  ofParts('tools-system-two-turns', 'behind tools and system, and on the last two user turns', [
    'tools',
    'system',
    'two-turns',
  ]),
];

function ofParts(id: string, title: string, parts: readonly Part[]): Strategy {
  return {
    id,
    title,
    usage: `${id}:ttl=5m|1h|static-1h`,
    plan: (options) => placementOf(parts, lifetimeOf(id, options)),
  };
}
