/** No more of a file than is wanted: a device, or a link to one, would be read without end. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What `read` makes of a file that is open for it. */
export function reading<T>(file: string, read: (handle: number) => T): T {
  const handle = openSync(file, 'r');
  try {
    return read(handle);
  } finally {
    closeSync(handle);
  }
}

/** The text of a file, or undefined where it has more than `most` bytes. Throws as the file system does. */
export function readAtMost(file: string, most: number): string | undefined {
  return reading(file, (handle) => {
    // The size of a device or a pipe is 0; a byte more says that a file has grown.
    let bytes = Buffer.alloc(Math.min(most, Math.max(fstatSync(handle).size, 4096)) + 1);
    let filled = 0;
    for (;;) {
      const read = readSync(handle, bytes, filled, bytes.length - filled, null);
      if (read === 0) return bytes.toString('utf8', 0, filled);
      filled += read;
      if (filled > most) return undefined;
      if (filled === bytes.length) bytes = Buffer.concat([bytes], Math.min(most + 1, 2 * filled));
    }
  });
}

/** The first bytes of a file as it lies there, at most so many. */
export function headOfFile(file: string, most: number): Buffer {
  return reading(file, (handle) => headIn(handle, most));
}

export function headIn(handle: number, most: number): Buffer {
  const bytes = Buffer.alloc(most);
  return bytes.subarray(0, readSync(handle, bytes, 0, most, 0));
}
