/** Texts that a string is compared with, by their bytes. */

/** With the quote that ends a string, so that nothing longer passes for it. */
export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}"`);
}

/** Whether the string that begins at `start` (behind its quote) is that text, written without escapes. */
export function isTextAt(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text[index]) return false;
  return true;
}
