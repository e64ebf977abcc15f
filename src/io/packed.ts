/**
 * What a file is packed as, known from its first bytes whatever it is called. Of these only gzip and zstd are read;
 * the others are named together with the command that unpacks them, and none of their bytes is taken for a line.
 */
import { fail } from '../core/problem.ts';
import { isBrotliName } from './log-names.ts';

export type Packing = 'gzip' | 'zstd';

/** How much of a file is needed to know: a tar archive names itself after its first member's name, mode and owner. */
export const PACKED_HEAD_BYTES = 262;

export function packingOf(head: Buffer): Packing | undefined {
  if (head.length >= 2 && head.readUInt16BE(0) === 0x1f8b) return 'gzip';
  if (head.length >= 4 && head.readUInt32BE(0) === 0x28b52ffd) return 'zstd';
  return undefined;
}

interface Unread {
  readonly what: string;
  readonly unpack: string;
}

const stream = (what: string, command: string): Unread => ({
  what,
  unpack: `Unpack it: ${command} FILE | promptcache-cost ingest`,
});
const archive = (what: string, command: string): Unread => ({ what, unpack: `Unpack it first: ${command}` });

const TAR = archive('a tar archive', 'tar -xf FILE -C FOLDER');
const ZIP = archive('a zip archive', 'unzip FILE -d FOLDER');
const LZ4 = stream('an lz4 file', 'lz4 -dc');
const BROTLI = stream('a brotli file', 'brotli -dc');

/** First bytes in hexadecimal. The level of bzip2 (its fourth byte) varies. */
const SIGNATURES: readonly (readonly [signature: RegExp, unread: Unread])[] = [
  [/^425a683[1-9](314159265359|177245385090)/, stream('a bzip2 file', 'bunzip2 -c')],
  [/^fd377a585a00/, stream('an xz file', 'xz -dc')],
  [/^(04224d18|02214c18)/, LZ4],
  [/^504b(0304|0506|0708)/, ZIP],
  [/^377abcaf271c/, archive('a 7z archive', '7z x FILE -oFOLDER')],
];

const TAR_AT = 257;

/** Throws for what begins like a packed file that is not read. */
export function refusePacked(head: Buffer): void {
  const first = head.toString('hex', 0, 10);
  const found = SIGNATURES.find(([signature]) => signature.test(first))?.[1];
  if (found !== undefined) refuse(found);
  if (head.toString('latin1', TAR_AT, PACKED_HEAD_BYTES) === 'ustar') refuse(TAR);
}

/** Brotli has no first bytes of its own, and keeps short text as it is: only the name says what it is. */
export function refuseBrotli(file: string): void {
  if (isBrotliName(file)) refuse(BROTLI);
}

function refuse({ what, unpack }: Unread): never {
  fail('packed', `is ${what}, which is not read.`, { hint: unpack });
}
