/** What an answer shows takes as many tokens by its bytes as by its text, whatever characters it has, and broken ones too. */
import { expect, test } from 'vitest';
import type { Source } from '../../../src/sources/source.ts';
import { seeded } from '../seeded.ts';
import { comparer, HOT } from './oracle.ts';
import { MESSAGE, TRANSCRIPT_LINE } from './samples.ts';

const [TRANSCRIPTS] = HOT as [Source];
const PIECES = [
  'a',
  '\\n',
  '\\"',
  '\\u00e4',
  '\\ud83d\\ude00',
  'ä',
  '語',
  '🚀',
  '\u07ff',
  '\u0800',
  '\ud7ff',
  '\ue000',
  '\uffff',
];
/** Parts of sequences, what no sequence has, and sequences that are too long, of surrogates, or beyond Unicode. */
const BROKEN = [
  ...[[0x80], [0xbf], [0xc2], [0xe0], [0xed], [0xef], [0xf0], [0xf4], [0xff]],
  ...[
    [0xc0, 0x80],
    [0xe0, 0x80, 0x80],
    [0xe0, 0x9f, 0xbf],
    [0xed, 0xa0, 0x80],
    [0xe4, 0xbd],
    [0xe4, 0x41, 0x80],
  ],
  ...[
    [0xf0, 0x80, 0x80, 0x80],
    [0xf0, 0x8f, 0xbf, 0xbf],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
  ],
];
const MARK = 'HERE';

function lineWith(text: Buffer, output: number): Buffer {
  const usage = { ...MESSAGE.usage, iterations: null, output_tokens: output };
  const message = { ...MESSAGE, stop_reason: null, usage, content: [{ type: 'text', text: MARK }] };
  const line = Buffer.from(JSON.stringify({ ...TRANSCRIPT_LINE, message }));
  const at = line.indexOf(MARK);
  return Buffer.concat([line.subarray(0, at), text, line.subarray(at + MARK.length)]);
}

test('20,000 texts, a third of them broken', () => {
  const random = seeded(20_261_201);
  const compare = comparer(TRANSCRIPTS);
  let taken = 0;
  for (let round = 0; round < 20_000; round++) {
    const pieces = Array.from({ length: random.upTo(40) }, () => Buffer.from(PIECES[random.upTo(PIECES.length)] ?? ''));
    if (random.upTo(3) === 0)
      pieces.splice(
        random.upTo(pieces.length + 1),
        0,
        Buffer.concat(Array<Buffer>(12).fill(Buffer.from(BROKEN[random.upTo(BROKEN.length)] ?? []))),
      );
    const found = compare(lineWith(Buffer.concat(pieces), random.upTo(5)));
    expect(found.differs).toBeUndefined();
    if (found.taken) taken += 1;
  }
  expect(taken).toBeGreaterThan(10_000);
});
