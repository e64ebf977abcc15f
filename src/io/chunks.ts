/** The bytes of a log, as they come. */
export type Chunks = AsyncIterable<Buffer>;
