/** Small files that anybody may have written: a device or a link to one would be read without end. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The text of a file, or undefined where it has more than `most` bytes. Throws as the file system does. */
export function readAtMost(file: string, most: number): string | undefined {
  const handle = openSync(file, 'r');
  try {
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
  } finally {
    closeSync(handle);
  }
}
