/** Whether a file still begins with what has been read of it. */
import { hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

const WINDOW_BYTES = 4096;

/**
 * A hash over the first bytes of a file and the last ones before `readTo`. A file that was only appended to keeps
 * it; one that was truncated, replaced or rewritten does not.
 */
export function fingerprint(file: string, readTo: number): string {
  const length = Math.min(WINDOW_BYTES, readTo);
  const handle = openSync(file, 'r');
  try {
    const head = readAt(handle, 0, length);
    const tail = readAt(handle, readTo - length, length);
    return hash('sha256', Buffer.concat([head, tail, Buffer.from(`:${readTo}`)]), 'hex').slice(0, 32);
  } finally {
    closeSync(handle);
  }
}

function readAt(handle: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(handle, buffer, 0, length, position));
}
