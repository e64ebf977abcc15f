/** What values bytes are split into, to be compared. */
import { splitValues, type JsonValue } from '../../src/io/json-values.ts';

export interface Shown {
  readonly text: string;
  readonly line: number;
  readonly tooLong: boolean;
  /** Found by `end`: the input ends inside it. */
  readonly open: boolean;
}

export function split(chunks: readonly Buffer[], limit?: number): Shown[] {
  const values = splitValues(limit);
  const shown: Shown[] = [];
  const take = ({ bytes, line, tooLong, ended }: JsonValue): number =>
    shown.push({ text: bytes.toString(), line, tooLong, open: !ended });
  for (const chunk of chunks) for (const value of values.push(chunk)) take(value);
  for (const value of values.end()) take(value);
  return shown;
}

export function textsOf(text: string): string[] {
  return split([Buffer.from(text)]).map((value) => value.text);
}
