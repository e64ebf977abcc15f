/** JSON: the contract. Two spaces, a final line feed, keys in the order of the document. */
import { inertJson } from '../core/inert.ts';
import type { Format } from './document.ts';

export const json: Format = {
  id: 'json',
  render: (document) => inertJson(`${JSON.stringify(document.json, null, 2)}\n`),
};
