/** What makes two records one call. */
import { describe, expect, test } from 'vitest';
import { callKey, contentKey, isProvidersId, requestIn } from '../../src/sources/call-key.ts';
import type { Instant } from '../../src/core/time.ts';

const UUID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const key = (id: string, session = 's', request = '', content: unknown = 1, own?: string): string | undefined =>
  callKey({ id, key: own, session, request, content: () => content });

test.each([
  ['msg_01AbCdEfGhIjKlMnOpQrStUv', true],
  ['msg_bdrk_1', true],
  ['msg_vrtx_1', true],
  ['msg_1', true],
  ['resp_68b1f0c2a4e88190b0c1d2e3f4a5b6c7', true],
  ['chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012', true],
  [`chatcmpl-${UUID}`, true],
  ['gen-1794384001-AbCdEfGhIjKlMnOpQrSt', true],
  ['chatcmpl-default', false],
  ['chatcmpl-123', false],
  ['chatcmpl-00000000-0000-0000-0000-000000000000', false],
  ['chatcmpl-default-chat-response', false],
  ['resp_1', false],
  ['ocgo', false],
  [UUID, false],
])("%s is the provider's: %s", (id, isTheirs) => {
  expect(isProvidersId(id)).toBe(isTheirs);
});

describe('two records of one id are', () => {
  test.each<[string, boolean, string | undefined, string | undefined]>([
    ["one call, where it is the provider's", true, key('msg_1', 'a', 'r1'), key('msg_1', 'b', 'r2', 2)],
    ["two in two sessions, where it is a stranger's", false, key('ocgo', 'a'), key('ocgo', 'b')],
    ['two of two requests', false, key('ocgo', 's', 'req_1'), key('ocgo', 's', 'req_2')],
    ['one of one request, whatever it says', true, key('ocgo', 's', 'req_1', 1), key('ocgo', 's', 'req_1', 2)],
    ['two of equal numbers of requests in two sessions', false, key('ocgo', 'a', 'req_1'), key('ocgo', 'b', 'req_1')],
    [
      "one of the provider's request in two sessions",
      true,
      key('ocgo', 'a', 'req_011CAbCdEf'),
      key('x', 'b', 'req_011CAbCdEf'),
    ],
    ['one of a unique request in two sessions, as a fork copies', true, key('ocgo', 'a', UUID), key('ocgo', 'b', UUID)],
    ['two without a request, of two prompts', false, key('ocgo', 's', '', 1), key('ocgo', 's', '', 2)],
    [
      'two of a name with a date in it',
      false,
      key('proxy-response-2026', 's', '', 1),
      key('proxy-response-2026', 's', '', 2),
    ],
    [
      'two of nothing but zeros',
      false,
      key('chatcmpl-00000000-0000-0000-0000-000000000000', 's', '', 1),
      key('chatcmpl-00000000-0000-0000-0000-000000000000', 's', '', 2),
    ],
    ['one of a unique id in a session, whatever it says', true, key(UUID, 's', '', 1), key(UUID, 's', '', 2)],
    ['one where the log itself knows it', true, key('ocgo', 'a', 'r', 1, 'span:1'), key('ocgo', 'b', 'q', 2, 'span:1')],
  ])('%s', (_, isOne, a, b) => {
    expect(a === b).toBe(isOne);
    expect(a).toBeDefined();
  });

  test('nothing without an id, a request or a key', () => {
    expect(key('')).toBeUndefined();
    expect(key('', 's', 'req_9')).toBe('id:["","s","req_9"]');
  });
});

describe('records without an id are', () => {
  const at = 1_794_000_000_000 as Instant;
  const place = (file: string, line: number, begins = 1) => ({
    file,
    line,
    given: undefined,
    labels: {},
    beginning: () => begins,
  });
  const timed = (where: ReturnType<typeof place>): string => contentKey({ source: 'x', content: 1, at }, where);
  const untimed = (where: ReturnType<typeof place>): string =>
    contentKey({ source: 'x', content: 1, at: undefined }, where);

  test('one in a log that was renamed, if they have a time of their own', () => {
    expect(timed(place('app.log', 1))).toBe(timed(place('app.log.1', 1)));
    expect(timed(place('app.log', 1))).not.toBe(timed(place('app.log', 2)));
    expect(timed(place('a/1.json', 1, 1))).not.toBe(timed(place('a/2.json', 1, 2)));
  });

  test('different in different files, if they have none', () => {
    expect(untimed(place('1.json', 1))).not.toBe(untimed(place('2.json', 1)));
    expect(untimed(place('1.json', 1))).toBe(untimed(place('1.json', 1)));
  });
});

test('a request of a relay is known with its session, one of the provider by itself', () => {
  expect(requestIn('a', 'req_1', true)).not.toEqual(requestIn('b', 'req_1', true));
  expect(requestIn('a', 'req_011CAbCdEf', true)).toEqual(requestIn('b', 'req_011CAbCdEf', true));
  expect(requestIn('a', '', true)).toEqual({});
});
