/** A budget as asked for: a metric of a selection of usage in a window, and the limit it is held against. */
import type { Fraction } from '../../core/fraction.ts';
import type { Facet } from '../groups.ts';
import type { MetricId } from './metric.ts';
import type { WindowAsked } from './window.ts';

export interface Budget {
  readonly name: string;
  readonly metric: MetricId;
  readonly limit: Limit;
  /** Where warning starts, on the safe side of the limit and of its kind. */
  readonly warn?: Change;
  readonly window: WindowAsked;
  /** Only usage of these; several values of one dimension: any of them. */
  readonly where: readonly Filter[];
  /** The limit holds for each value of this dimension by itself. */
  readonly per?: Facet;
  /** What it comes to when an amount goes on as it has in this window and breaks the limit at its end. */
  readonly forecast: 'show' | 'warn' | 'fail';
  /** Below this number of requests nothing is judged. */
  readonly minRequests: number;
  /** Lower bounds are taken for values. */
  readonly allowLowerBound?: boolean;
}

export interface Filter {
  readonly dimension: Facet;
  readonly value: string;
}

/** A fixed limit, or one that a baseline decides. */
export type Limit =
  | { readonly kind: 'max'; readonly value: Fraction }
  | { readonly kind: 'min'; readonly value: Fraction }
  | { readonly kind: 'max_rise'; readonly by: Change; readonly baseline: BaselineAsked }
  | { readonly kind: 'max_drop'; readonly by: Change; readonly baseline: BaselineAsked };

/** In the metric's unit (picodollars, or shares of 1); relative ones as a share of the baseline. */
export interface Change {
  readonly value: Fraction;
  readonly relative: boolean;
}

export type BaselineAsked =
  | { readonly kind: 'preceding' }
  | { readonly kind: 'window'; readonly window: WindowAsked }
  /** As the user named it. */
  | { readonly kind: 'file'; readonly file: string };
