/** Values that break readers, and texts that must never reach the ledger. */

/** Put into everything that people or models said. */
export const MARKER = 'CONTENT-MARKER-7c1f';

const CONTENT = new Set([
  ...['content', 'text', 'thinking', 'completion', 'arguments', 'partial_json', 'summary', 'title', 'query'],
  ...['description', 'output_text', 'prompt', 'input', 'system', 'signature', 'encrypted_content', 'lastPrompt'],
]);

export function isContent(key: string): boolean {
  return CONTENT.has(key);
}

const BODY = 'Zq7SeCrEtBoDy4';

/** Of every kind that is blotted out; each holds the same text, by which it is found again. */
export const SECRETS: readonly string[] = [
  `sk-ant-api03-${BODY}_${BODY}-${BODY}AA`,
  `sk-ant-admin01-${BODY}${BODY}`,
  `sk-proj-${BODY}${BODY}x`,
  `pk-lf-${BODY}-1234`,
  `Bearer ${BODY}.${BODY}.x9`,
  `AKIA${BODY.toUpperCase()}QR`,
  `ghp_${BODY}${BODY}abcdefgh`,
  `AIzaSy${BODY}${BODY}12345`,
  `xoxb-1234-${BODY}-zz`,
  `eyJhbGci${BODY}.eyJzdWIi${BODY}.${BODY}_-9x`,
];

const SECRET = new RegExp(BODY, 'i');

export function holdsSecret(text: string): boolean {
  return SECRET.test(text);
}

/** Whether a text holds what no ledger may hold. */
export function leaks(text: string): boolean {
  return holdsSecret(text) || text.includes(MARKER);
}

/** Stands for 10,000 levels, which JSON.stringify cannot write; '' are lists. */
export const DEEP: RegExp = /"@deep:(\w*)@"/g;
const deep = (key: string): string => `@deep:${key}@`;

/** Rarely used, for they take their time. */
export const HUGE: readonly unknown[] = [
  ...['', 'a', 'content', 'stringValue', 'kvlistValue', 'data', 'requests', 'usage', 'message', 'response'].map(deep),
  ...['body', 'outputs', 'cache_creation', 'input', 'attributes', 'actor', 'provider', 'metadata'].map(deep),
  'x'.repeat(100_000),
  '"\\\u0000é😀'.repeat(20_000),
  ' '.repeat(200_000),
  new Array(100_000).fill(0),
  new Array(20_000).fill({}),
  Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 'v'])),
];

export const HOSTILE: readonly unknown[] = [
  ...[null, true, false, 0, -1, -0, 1.5, 7, 1e308, -1e308, 2 ** 53, 99_999_999_999, 100_000_000_000],
  ...[100_000_000_001, 5e-324, -62_135_596_800_000, 8_640_000_000_000_001, 1e18, 253_402_300_799],
  ...['12', '-12', '1e3', '1.5', 'NaN', 'Infinity', 'null', 'true', '', ' ', '\t\n', '0', '9'.repeat(400)],
  ...[[], {}, [null], [[]], [[[{}]]], ['a'], [1, 2], { length: 3 }, { toString: 1 }, { toString: null, valueOf: null }],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '\u0000', 'a\u0000b', '\u001b[31m\u0007'],
  ...['\ud83d', '\udc00x', 'x'.repeat(299) + '😀', '\u202e\u200b\ufeff', 'é世😀', '\u2028'],
  ...['{', '{"a":', '[', '[]', '{}', '[1]', 'null}', 'data: {', 'data: {"type":"message_start"}\n\n', '%s%n', "'; --"],
  ...['2019-12-31T23:59:59.999Z', '2020-01-01T00:00:00Z', '2099-12-31T23:59:59.999Z', '2100-01-01T00:00:00Z'],
  ...['2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '9999-12-31T23:59:59Z', '2026-11-10T12:00:00', '2026-11-10'],
  ...['claude-opus-5-5', 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-5-5', 'a/b/c', '[1m]'],
  ...['message', 'error', 'assistant', 'message_start', 'compaction', 'aggregate', 'chat', 'LLM', 'GENERATION'],
];
