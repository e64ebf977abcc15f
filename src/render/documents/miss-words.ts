/** Causes in words. */
import type { Cause, Known } from '../../diagnose/cause.ts';

/** In a table. */
export const CAUSE_TITLES: Readonly<Record<Cause, string>> = {
  model_changed: 'another model',
  tools_changed: 'tools changed',
  system_changed: 'system changed',
  messages_changed: 'messages changed',
  attribution_changed: 'attribution header changed',
  tools_or_system_changed: 'tools or system changed',
  speed_changed: 'another speed',
  compacted: 'compacted',
  expired_5m: 'expired in a pause of 5 to 60 min',
  expired_1h: 'expired in a longer pause',
  gone_early: 'gone before its time',
  not_yet_readable: 'not yet readable',
  parallel: 'asked in parallel',
  cold_start: 'cold start',
  subagent_start: 'cold start of a sub-agent',
  lookback: 'beyond the lookback',
  too_short: 'below the minimum size',
  no_breakpoint: 'no breakpoint',
  not_written: 'never written',
  unread_write: 'written, never read',
  hour_unneeded: 'an hour where 5 min would do',
};

/** Of one request, in a sentence. */
export const CAUSE_SENTENCES: Readonly<Record<Cause, string>> = {
  model_changed: 'The conversation came from another model, whose entries are its own.',
  tools_changed: 'The tools changed, and with them the prefix of everything.',
  system_changed:
    'The system prompt changed, or what it depends on (web search, citations, speed); the messages went with it.',
  messages_changed: 'An earlier message changed, or what messages depend on (tool choice, images, thinking).',
  attribution_changed:
    'The attribution header of the client differs from call to call, and this endpoint takes it for a part of the system prompt.',
  tools_or_system_changed: 'Nothing was read although it was alive: the tools or the system prompt changed.',
  speed_changed: 'The speed changed, which system and messages depend on.',
  compacted: 'The conversation had been cut down to a summary, which was written anew.',
  expired_5m: 'The entries had lived for five minutes, and an hour would have outlived the pause.',
  expired_1h: 'The pause was longer than any entry lives.',
  gone_early: 'Nothing had changed and it should still have been alive: the provider had dropped it.',
  not_yet_readable:
    'The prefix had been written seconds before, and the provider did not find it yet (known of March to May 2026).',
  parallel: 'It was asked before the request that wrote the prefix had an answer, so both wrote it.',
  cold_start: 'It is the first of its conversation, and nobody had kept warm what such conversations begin with.',
  subagent_start: 'It is the first of a sub-agent, and nobody had kept warm what sub-agents begin with.',
  lookback: 'An entry was alive, but more than 20 blocks before each breakpoint.',
  too_short: 'Its prompt is below the size from which the model caches.',
  no_breakpoint: 'It has no breakpoint, so nothing could be read or written.',
  not_written: 'It begins like earlier requests, none of which had cached that much.',
  unread_write: 'No later request read what it wrote.',
  hour_unneeded: 'Every pause after it was so short that five minutes would have done.',
};

export const KNOWN_WORDS: Readonly<Record<Known, string>> = {
  reported: 'said by the API',
  observed: 'seen in the requests',
  inferred: 'inferred from usage and clocks',
};
