/** Documents in few words. */
import { cell, type Cell, type Column, type Document, type Table } from '../../src/render/document.ts';

/** "<name" is aligned left, ">name" right; a number after it is how sparable the column is. */
export function columns(...described: readonly string[]): Column[] {
  return described.map((text) => {
    const [, side, title = '', sparable = '0'] = /^([<>])(\D+)(\d*)$/.exec(text) ?? [];
    return { name: title.toLowerCase(), title, align: side === '>' ? 'right' : 'left', sparable: Number(sparable) };
  });
}

export function cells(...texts: readonly (string | Cell)[]): Cell[] {
  return texts.map((text) => (typeof text === 'string' ? cell(text) : text));
}

export function documentOf(...tables: readonly Table[]): Document {
  return { headline: [], tables, notes: [], json: null };
}
