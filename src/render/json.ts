/** JSON: the contract. Two spaces, a final line feed, keys in the order of the document. */
import { inertJson } from '../core/inert.ts';
import { isLazyList, type Document, type Format } from './document.ts';
import { isObject } from '../core/json.ts';

export const json: Format = {
  id: 'json',
  render: (document) => [...parts(document)].join(''),
  parts,
};

/** A list at the top that is made entry by entry is written entry by entry. */
function* parts({ json: contract }: Document): Iterable<string> {
  const lists = isObject(contract) ? Object.entries(contract).filter(([, value]) => isLazyList(value)) : [];
  if (!isObject(contract) || lists.length === 0) {
    yield inertJson(`${JSON.stringify(contract, null, 2)}\n`);
    return;
  }
  let before = '{\n';
  for (const [key, value] of Object.entries(contract)) {
    if (value === undefined) continue;
    yield `${before}  ${inertJson(JSON.stringify(key))}: `;
    before = ',\n';
    if (isLazyList(value)) yield* listParts(value.entries);
    else yield indented(value, 1);
  }
  yield '\n}\n';
}

function* listParts(entries: Iterable<unknown>): Iterable<string> {
  let before = '[\n    ';
  for (const entry of entries) {
    yield before + indented(entry, 2);
    before = ',\n    ';
  }
  yield before.startsWith('[') ? '[]' : '\n  ]';
}

/** As JSON.stringify writes it so many levels down. */
function indented(value: unknown, level: number): string {
  return inertJson(JSON.stringify(value, null, 2)).replaceAll('\n', `\n${'  '.repeat(level)}`);
}
