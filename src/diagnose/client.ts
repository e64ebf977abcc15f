/** What sent the requests, where a fix depends on it. */
import { clientOf, type Client } from '../core/controls.ts';
import type { DiagnosisLog } from './log.ts';

/** Of most of them. */
export function clientIn({ logged, kinds }: DiagnosisLog, rows: Uint32Array): Client {
  const clients = kinds.map(({ terms }) => clientOf(terms.source));
  const counts = new Map<Client, number>();
  for (const row of rows) {
    const client = clients[logged.kind[row] ?? 0] ?? clientOf('');
    counts.set(client, (counts.get(client) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? clientOf('');
}
