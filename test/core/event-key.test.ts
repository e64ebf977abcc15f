/** The key of an event is SHA-256, as any other program makes it. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KEY_BYTES, keyOf, writeKey } from '../../src/core/event-key.ts';

const digest = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * KEY_BYTES);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the key of an event', () => {
  it('is what FIPS 180-4 gives for "abc"', () => {
    expect(hex(keyOf('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223');
  });

  it('is the digest of its text, however long, one after another', () => {
    const texts = Array.from({ length: 300 }, (_, length) => 'message:é'.repeat(length).slice(0, length));
    expect(texts.map((text) => hex(keyOf(text)))).toEqual(texts.map(digest));
  });

  it('is of the bytes from start to end alone, and is written where it was asked for', () => {
    const into = new Uint8Array(KEY_BYTES + 2).fill(7);
    writeKey(new TextEncoder().encode('<message:a>'), 1, 10, into, 1);
    expect(hex(into)).toBe(`07${digest('message:a')}07`);
  });
});
