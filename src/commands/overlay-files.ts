/** A discount that was found, as a directory of price files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { overlayOf, type OverlayFile } from '../analysis/reconcile/overlay.ts';
import type { Reconciliation } from '../analysis/reconcile/reconcile.ts';
import { formatDecimal } from '../core/fraction.ts';
import { codeOf, fail } from '../core/problem.ts';
import type { PriceBook } from '../prices/book.ts';
import { formatPlural } from '../render/numbers.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../store/private-file.ts';

/** One a model that was billed in a constant ratio, from the first day of the bill on. */
export function overlayFiles({ discounts, bill, period }: Reconciliation, book: PriceBook): OverlayFile[] {
  const { since } = period;
  if (since === undefined) return [];
  return discounts.found.flatMap(({ model, ratio }) => {
    if (ratio === undefined || ratio.value.num <= 0n) return [];
    const note = `${formatDecimal(ratio.value, 6)} of the list price, as billed in ${bill.name}.`;
    return overlayOf(book, model, ratio.value, since, note) ?? [];
  });
}

/** What was written, for people. Throws a Failure. */
export function writeOverlay(folder: string, files: readonly OverlayFile[], cwd: string): string {
  if (files.length === 0) return 'No discount in a constant ratio was found: no price files were written.';
  try {
    mkdirSync(path.resolve(cwd, folder), { recursive: true, mode: PRIVATE_FOLDER });
    for (const { name, json } of files)
      writeFileSync(path.resolve(cwd, folder, name), `${JSON.stringify(json, null, 2)}\n`, { mode: PRIVATE_FILE });
  } catch (error) {
    const code = codeOf(error) ?? 'unknown reason';
    fail('cannot_write', `the price files cannot be written (${code}).`, { where: { file: folder } });
  }
  return `Wrote ${formatPlural(files.length, 'price file')} to ${folder}; use them with --prices ${folder}.`;
}
