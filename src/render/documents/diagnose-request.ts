/** One request beside the one before it, and why it read no more. */
import { usdOrNull } from '../../core/money.ts';
import { formatInstant } from '../../core/time.ts';
import type { Story, StoryRequest } from '../../diagnose/story.ts';
import { formatDuration } from '../../simulate/duration.ts';
import { cell, left, noteIf, right, type Cell, type Column, type Document, type Note } from '../document.ts';
import { formatInteger, formatMoney } from '../numbers.ts';
import { CAUSE_SENTENCES, KNOWN_WORDS } from './miss-words.ts';
import { cost, integer } from './cells.ts';
import { tokensJson } from './tokens-json.ts';

const SCHEMA_VERSION = 1;

/** `blocks`: the same request drawn block by block, where its prompt is known. */
export function diagnoseRequestDocument(id: string, story: Story, blocks: Document | undefined): Document {
  const { request, before, miss } = story;
  return {
    headline: [`Request ${id} of ${formatInstant(request.at)}, ${request.model}: ${readText(story)}`, whyText(story)],
    tables: [
      {
        columns: COLUMNS,
        rows: [...(before === undefined ? [] : [cells('the one before', before)]), cells('this one', request)],
      },
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
  if (expected < request.read && expected > 0)
    return `${formatInteger(request.read)} tokens read, more than the ${formatInteger(expected)} that were expected.`;
  if (expected === 0) return `${formatInteger(request.read)} tokens read; nothing more was there for it.`;
  return `${formatInteger(request.read)} tokens read of ${formatInteger(expected)} that were there for it.`;
}

function whyText({ miss, cost, request, expected }: Story): string {
  if (miss === undefined)
    return request.read < expected
      ? 'No miss: it read all but a twentieth at most of what it could expect to read.'
      : 'No miss: it read what it could expect to read.';
  const price = cost === null ? 'which has no price' : `which cost ${formatMoney(cost)} more than to read them`;
  const lost = miss.lost > 0 ? ` ${formatInteger(miss.lost)} tokens were paid for again, ${price}.` : '';
  return `${CAUSE_SENTENCES[miss.cause]} (${KNOWN_WORDS[miss.known]}.)${lost}`;
}

const COLUMNS: readonly Column[] = [
  left('which', ''),
  left('at', 'At'),
  left('model', 'Model', 3),
  right('prompt', 'Prompt', 2),
  right('read', 'Read'),
  right('write_5m', 'Written, 5m', 1),
  right('write_1h', 'Written, 1h', 1),
  right('input', 'Input', 1),
  right('output', 'Output', 2),
  right('cost_usd', 'Cost'),
  left('place', 'Logged', 4),
];

function cells(which: string, request: StoryRequest): Cell[] {
  const { at, model, speed, prompt, read, write5m, write1h, input, output, figures, place } = request;
  const name = speed === '' || speed === 'standard' ? model : `${model} (${speed})`;
  return [
    cell(which),
    cell(formatInstant(at)),
    cell(name),
    ...[prompt, read, write5m, write1h, input, output].map(integer),
    cost(figures),
    cell(place, place, 'quiet'),
  ];
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
