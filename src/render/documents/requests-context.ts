/** Which requests a diagnosis or a what-if is of, beside its figures. */
import type { Period } from '../../core/time.ts';

export interface RequestsContext {
  readonly pricesVersion: string;
  readonly period: Period;
  readonly zone: string;
  readonly by: string | undefined;
  /** Records of the ledger's logs that could not be read. */
  readonly refused: number;
  /** Requests of models with other rules of caching, which are left out. */
  readonly others: number;
}
