/** Documents in few words. */
import { cell, named, type Cell, type Column, type Document, type Table } from '../../src/render/document.ts';

/** "<name" is aligned left, ">name" right; a number after it is how sparable the column is. The first one names the rows. */
export function columns(...described: readonly string[]): Column[] {
  return described.map((text, index) => {
    const [, side, title = '', sparable = '0'] = /^([<>])(\D+)(\d*)$/.exec(text) ?? [];
    const align = side === '>' ? ('right' as const) : ('left' as const);
    const column = { name: title.toLowerCase(), title, align, sparable: Number(sparable) };
    return index === 0 ? named(column) : column;
  });
}

export function cells(...texts: readonly (string | Cell)[]): Cell[] {
  return texts.map((text) => (typeof text === 'string' ? cell(text) : text));
}

export function documentOf(...tables: readonly Table[]): Document {
  return { headline: [], tables, notes: [], json: null };
}
