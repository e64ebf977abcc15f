/** Ids of requests as bytes: the same are the provider's as where they are read as text. */
import { expect, test } from 'vitest';
import { requestPrint, requestPrintIn } from '../../../src/core/request-print.ts';
import { callKey } from '../../../src/sources/call-key.ts';
import { isRequestIn } from '../../../src/sources/scan/request-bytes.ts';

const STARTS = ['req_', 'req_vrtx_', 'req_bdrk_', 'req_aws_', 'req-', 'xreq_', ''];
const VERSIONS = ['01', '011C', '0', '1', ''];
const RESTS = ['', 'A', 'AbCdE', 'AbCdEf', 'AbCdEfGhIjKlMnOpQr', 'AbCd_fGh', 'AbCdéfGh', 'AbCd-fGhIj'];
const IDS = STARTS.flatMap((start) => VERSIONS.flatMap((version) => RESTS.map((rest) => start + version + rest)));

test.each(IDS.filter((id) => id !== ''))('%s', (request) => {
  const bytes = new TextEncoder().encode(`"${request}"`);
  const isTheirs = callKey({ id: '', key: undefined, session: '', request, content: () => 0 }) === `request:${request}`;
  expect(isRequestIn(bytes, 1, bytes.length - 1)).toBe(isTheirs);
  if (isTheirs) expect(requestPrintIn(bytes, 1, bytes.length - 1)).toBe(requestPrint(request));
});

test('some are, and most are not', () => {
  const theirs = IDS.filter((id) => isRequestIn(new TextEncoder().encode(id), 0, id.length));
  expect(theirs.length).toBeGreaterThan(8);
  expect(theirs.length).toBeLessThan(IDS.length / 4);
});

test('prints of many ids are different, and none is 0', () => {
  const prints = new Set(Array.from({ length: 50_000 }, (_, index) => requestPrint(`req_011C${index}`)));
  expect(prints.size).toBe(50_000);
  expect(prints.has(0)).toBe(false);
  for (const print of prints) if (!Number.isSafeInteger(print)) expect.fail(String(print));
});
