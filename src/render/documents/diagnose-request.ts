/** One request beside the one before it, and why it read no more. */
import { usdOrNull } from '../../core/money.ts';
import { formatInstant } from '../../core/time.ts';
import type { Story, StoryRequest } from '../../diagnose/story.ts';
import { formatDuration } from '../../simulate/duration.ts';
import {
  cell,
  leftOf,
  noteIf,
  rightOf,
  tableOf,
  type Document,
  type ItemColumn,
  type Note,
  keyed,
} from '../document.ts';
import { formatInteger, formatMoney } from '../numbers.ts';
import { CAUSE_SENTENCES, KNOWN_WORDS } from './miss-words.ts';
import { cost, integer } from './cells.ts';
import { tokensJson } from './tokens-json.ts';

const SCHEMA_VERSION = 1;

/** `blocks`: the same request drawn block by block, where its prompt is known. */
export function diagnoseRequestDocument(id: string, story: Story, blocks: Document | undefined): Document {
  const { request, before, miss } = story;
  const shown: Shown[] = [{ which: 'this one', request }];
  if (before !== undefined) shown.unshift({ which: 'the one before', request: before });
  return {
    headline: [`Request ${id} of ${formatInstant(request.at)}, ${request.model}: ${readText(story)}`, whyText(story)],
    tables: [
      tableOf(COLUMNS, shown),
      ...(blocks?.tables.slice(0, 1) ?? []).map((table) => ({ ...table, beside: true })),
    ],
    notes: [...notes(story), ...(blocks === undefined ? [] : blocks.headline.slice(1).map((text): Note => ({ text })))],
    json: {
      schema_version: SCHEMA_VERSION,
      request: id,
      ...requestJson(request),
      expected_read_tokens: story.expected,
      miss:
        miss === undefined
          ? null
          : { cause: miss.cause, known: miss.known, lost_tokens: miss.lost, cost_usd: usdOrNull(story.cost) },
      rest_ms: miss === undefined || miss.gap === Infinity ? null : miss.gap,
      unread_written_tokens: story.unread,
      before: before === undefined ? null : requestJson(before),
      prompt: blocks?.json ?? null,
    },
  };
}

function readText({ request, expected }: Story): string {
  if (expected < request.cache_read && expected > 0)
    return `${formatInteger(request.cache_read)} tokens read, more than the ${formatInteger(expected)} that were expected.`;
  if (expected === 0) return `${formatInteger(request.cache_read)} tokens read; nothing more was there for it.`;
  return `${formatInteger(request.cache_read)} tokens read of ${formatInteger(expected)} that were there for it.`;
}

function whyText({ miss, cost, request, expected }: Story): string {
  if (miss === undefined)
    return request.cache_read < expected
      ? 'No miss: it read all but a twentieth at most of what it could expect to read.'
      : 'No miss: it read what it could expect to read.';
  const price = cost === null ? 'which has no price' : `which cost ${formatMoney(cost)} more than to read them`;
  const lost = miss.lost > 0 ? ` ${formatInteger(miss.lost)} tokens were paid for again, ${price}.` : '';
  return `${CAUSE_SENTENCES[miss.cause]} (${KNOWN_WORDS[miss.known]}.)${lost}`;
}

/** A request, and which of the two it is. */
interface Shown {
  readonly which: string;
  readonly request: StoryRequest;
}

const COLUMNS: readonly ItemColumn<Shown>[] = [
  keyed(leftOf('which', '', ({ which }) => cell(which))),
  keyed(leftOf('at', 'At', ({ request }) => cell(formatInstant(request.at)))),
  leftOf('model', 'Model', ({ request }) => cell(modelText(request)), 3),
  rightOf('prompt', 'Prompt', ({ request }) => integer(request.prompt), 2),
  rightOf('read', 'Read', ({ request }) => integer(request.cache_read)),
  rightOf('write_5m', 'Written, 5m', ({ request }) => integer(request.cache_write_5m), 1),
  rightOf('write_1h', 'Written, 1h', ({ request }) => integer(request.cache_write_1h), 1),
  rightOf('input', 'Input', ({ request }) => integer(request.input), 1),
  rightOf('output', 'Output', ({ request }) => integer(request.output), 2),
  rightOf('cost_usd', 'Cost', ({ request }) => cost(request.figures)),
  leftOf('place', 'Logged', ({ request: { place } }) => cell(place, place, 'quiet'), 4),
];

function modelText({ model, speed }: StoryRequest): string {
  return speed === '' || speed === 'standard' ? model : `${model} (${speed})`;
}

function notes({ miss, unread, before }: Story): Note[] {
  return [
    ...(miss !== undefined && before !== undefined
      ? [{ text: `It came ${formatDuration(miss.gap)} after the last line of the one before.` }]
      : []),
    ...noteIf(unread > 0, `${formatInteger(unread)} of the tokens it wrote were read by no later request.`),
  ];
}

function requestJson(request: StoryRequest): Record<string, unknown> {
  return {
    at: formatInstant(request.at),
    model: request.model,
    logged_at: request.place,
    prompt_tokens: request.prompt,
    tokens: tokensJson(request),
    cost_usd: usdOrNull(request.figures.cost),
  };
}
