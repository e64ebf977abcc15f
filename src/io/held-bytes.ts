/** Bytes of a stream from some point on, side by side, of which the first are dropped as they are done with. */
interface HeldBytes {
  add(chunk: Buffer): void;
  drop(bytes: number): void;
  /** What is held. Valid until more is added. */
  readonly all: Buffer;
}

export function holdBytes(): HeldBytes {
  let room: Buffer = Buffer.alloc(0);
  let bytes: Buffer = room;
  let [start, end] = [0, 0];
  return {
    add(chunk) {
      const kept = end - start;
      if (kept === 0) {
        // Most chunks are used up before the next one comes, and need not be copied.
        [bytes, start, end] = [chunk, 0, chunk.length];
        return;
      }
      if (bytes !== room || room.length - end < chunk.length) {
        // Twice what is needed: each byte is moved once or twice, however small the chunks are.
        const needed = 2 * (kept + chunk.length);
        const larger = room.length < needed ? Buffer.allocUnsafe(needed) : room;
        bytes.copy(larger, 0, start, end);
        [room, bytes, start, end] = [larger, larger, 0, kept];
      }
      end += chunk.copy(room, end);
    },
    drop(count) {
      start += count;
    },
    get all() {
      return bytes.subarray(start, end);
    },
  };
}
