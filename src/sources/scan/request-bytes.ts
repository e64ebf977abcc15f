/** Whether bytes are an id of the provider's for a request (src/sources/call-key.ts), as nearly all are. */
const encoder = new TextEncoder();
const BEGIN: Uint8Array = encoder.encode('req_');
const PLATFORMS: readonly Uint8Array[] = [encoder.encode('vrtx_'), encoder.encode('bdrk_')];
const VERSION: Uint8Array = encoder.encode('01');
/** Bytes behind that. */
const REST = 6;

export function isRequestIn(bytes: Uint8Array, start: number, end: number): boolean {
  if (!standsAt(bytes, start, BEGIN)) return false;
  let from = start + BEGIN.length;
  for (const platform of PLATFORMS)
    if (standsAt(bytes, from, platform)) {
      from += platform.length;
      break;
    }
  if (end - from < VERSION.length + REST || !standsAt(bytes, from, VERSION)) return false;
  for (let index = from; index < end; index++) if (!isAlphanumeric(bytes[index] ?? 0)) return false;
  return true;
}

function standsAt(bytes: Uint8Array, from: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[from + index] !== text[index]) return false;
  return true;
}

function isAlphanumeric(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x7a);
}
