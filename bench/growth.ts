/** How a figure grows with the size of what is read: n times as much takes n ** exponent as long. */
import { APPENDED, CHECKS, FIRST, GROUPS, PART, reportBy, SECOND } from './cases.ts';
import type { Sample } from './child.ts';
import { bytesText, rowsText, type Kind } from './data.ts';
import { REQUEST_ACTIONS } from './request-cases.ts';
import type { Results } from './results.ts';
import { nameOfKind } from './targets.ts';

export interface Curve {
  readonly what: string;
  readonly points: readonly { readonly size: number; readonly text: string; readonly value: number }[];
  readonly unit: 's' | 'MB';
  /** From each size to the next; undefined where a value is lost in the noise. */
  readonly exponents: readonly (number | undefined)[];
}

/** A value below this is the difference of two starts. */
const NOISE_SECONDS = 0.01;

const QUERIES = GROUPS.flatMap((group) => [reportBy(group), `${reportBy(group)}${PART}`]);
const KINDS: readonly Kind[] = ['transcripts', 'slim', 'csv'];

/** Where there is more than one size. */
export function curvesOf(results: Results): Curve[] {
  return KINDS.flatMap((kind) => {
    const first = (size: number): Sample | undefined => results.find(kind, FIRST, size);
    return [
      ...curve(results, kind, { what: FIRST, unit: 's', at: (size) => first(size)?.seconds }),
      ...curve(results, kind, { what: `${FIRST}, peak RSS`, unit: 'MB', at: (size) => megabytes(first(size)) }),
      ...[SECOND, APPENDED, ...QUERIES, ...CHECKS].flatMap((action) => {
        const at = (size: number): number | undefined => results.beyondStart(kind, action, size);
        return curve(results, kind, { what: `${action}, beyond start-up`, unit: 's', at });
      }),
      ...REQUEST_ACTIONS.flatMap((action) => {
        const found = (size: number): Sample | undefined => results.find(kind, action, size);
        return [
          ...curve(results, kind, { what: action, unit: 's', at: (size) => found(size)?.seconds }),
          ...curve(results, kind, { what: `${action}, peak RSS`, unit: 'MB', at: (size) => megabytes(found(size)) }),
        ];
      }),
    ];
  });
}

function megabytes(sample: Sample | undefined): number | undefined {
  return sample && sample.rss / 1e6;
}

interface Figure {
  readonly what: string;
  readonly unit: Curve['unit'];
  readonly at: (size: number) => number | undefined;
}

function curve(results: Results, kind: Kind, { what, unit, at }: Figure): Curve[] {
  const points = results.sizes(kind).flatMap((size) => {
    const value = at(size);
    const text = kind === 'transcripts' ? bytesText(size) : rowsText(size);
    return value === undefined ? [] : [{ size, text, value }];
  });
  if (points.length < 2) return [];
  const exponents = points.slice(1).map((point, index) => {
    const before = points[index] ?? point;
    if (unit === 's' && Math.min(point.value, before.value) < NOISE_SECONDS) return undefined;
    return Math.log(point.value / before.value) / Math.log(point.size / before.size);
  });
  return [{ what: `${what}: ${nameOfKind(kind)}`, points, unit, exponents }];
}
