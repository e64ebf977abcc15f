/** Copies of fixtures with secrets in their texts: in each copy of a file another text of every record is one. */
import { parse } from 'csv-parse/sync';
import type { Invented } from './invented-secrets.ts';

export type Place = 'value' | 'key';

/** Of a file, as many as its richest record has places; the secret of a place is another for every `turn`. */
export function copiesOf(
  name: string,
  text: string,
  place: Place,
  secrets: readonly Invented[],
  turn: number,
): string[] {
  const pieces = name.endsWith('.csv') ? tableOf(text) : recordsOf(text);
  const most = Math.max(0, ...pieces.map((piece) => (typeof piece === 'string' ? 0 : piece.places(place))));
  return Array.from({ length: most }, (_, index) =>
    pieces
      .map((piece, record) => {
        if (typeof piece === 'string') return piece;
        const secret = secrets[(index + record + turn) % secrets.length]?.text ?? '';
        return piece.with(place, index % Math.max(1, piece.places(place)), secret);
      })
      .join('\n'),
  );
}

interface Piece {
  places(place: Place): number;
  with(place: Place, index: number, secret: string): string;
}

/** A document, or lines that hold JSON, behind "data:" too; other lines stay as they are. */
function recordsOf(text: string): (Piece | string)[] {
  const whole = pieceOf('', text);
  return whole === undefined ? text.split('\n').map((line) => lineOf(line) ?? line) : [whole];
}

function lineOf(line: string): Piece | undefined {
  const start = line.search(/[[{]/);
  return start < 0 ? undefined : pieceOf(line.slice(0, start), line.slice(start));
}

function pieceOf(before: string, json: string): Piece | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return {
      places: (place) => placesIn(value, place),
      with: (place, index, secret) => before + JSON.stringify(replaced(value, place, index, secret)),
    };
  } catch {
    return undefined;
  }
}

function placesIn(value: unknown, place: Place): number {
  if (typeof value === 'string') return place === 'value' ? 1 : 0;
  if (typeof value !== 'object' || value === null) return 0;
  const own = place === 'key' && !Array.isArray(value) ? Object.keys(value).length : 0;
  return Object.values(value).reduce((sum: number, inner) => sum + placesIn(inner, place), own);
}

function replaced(value: unknown, place: Place, index: number, secret: string): unknown {
  let rest = index;
  function walk(inner: unknown): unknown {
    if (typeof inner === 'string') return place === 'value' && rest-- === 0 ? secret : inner;
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== 'object' || inner === null) return inner;
    const entries = Object.entries(inner).map(([key, each]): [string, unknown] => {
      const name = place === 'key' && rest-- === 0 ? secret : key;
      return [name, walk(each)];
    });
    return Object.fromEntries(entries);
  }
  return walk(value);
}

function tableOf(text: string): Piece[] {
  const rows: string[][] = parse(text, { relax_column_count: true, relax_quotes: true, bom: true });
  return rows.map((row, line) => ({
    places: (place) => (place === 'value' ? row.length : 0),
    // The header says what the file is.
    with: (_, index, secret) => (line === 0 ? row : row.with(index, secret)).map(cellOf).join(','),
  }));
}

function cellOf(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
