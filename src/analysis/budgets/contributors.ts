/** Who an outcome is mostly due to. */
import { minus, multiply, toNumber, type Fraction } from '../../core/fraction.ts';
import { actualOf, type Metric } from './metric.ts';
import type { Spender } from './observe.ts';

export interface Contributor {
  readonly model: string;
  readonly project: string | null;
  /** Its own value of the metric; undefined where it has none or no price. */
  readonly value: Fraction | undefined;
  /** Its part of what counts against the limit, 0 to 1; null where nothing does. */
  readonly share: number | null;
}

/** What the spenders are weighed by. */
interface Weighing {
  /** Whether more of the metric is worse. */
  readonly kind: 'max' | 'min';
  /** A ratio's limit, or what it was before: what falls short of it weighs. */
  readonly level: Fraction;
  /** The spenders of the baseline that a change is judged by, and what its amounts are multiplied by. */
  readonly before?: { readonly spenders: readonly Spender[]; readonly scale: Fraction };
}

const SHOWN = 3;

/** The first few, those that weigh most first. */
export function contributorsOf(metric: Metric, spenders: readonly Spender[], weighing: Weighing): Contributor[] {
  // A refused record is nobody's.
  if (metric.id === 'refused_share') return [];
  const known = new Map(weighing.before?.spenders.map((each) => [keyOf(each), each]));
  const weighed = spenders.map((spender) => ({ spender, weight: weightOf(metric, spender, weighing, known) }));
  const against = weighed.reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
  return weighed
    .sort((a, b) => b.weight - a.weight || (keyOf(a.spender) < keyOf(b.spender) ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ spender: { model, project, measured }, weight }) => ({
      model,
      project,
      value: actualOf(metric, measured, { unpriced: true, lowerBounds: true })?.value,
      share: against > 0 ? Math.max(0, weight) / against : null,
    }));
}

function keyOf({ model, project }: Spender): string {
  return JSON.stringify([model, project]);
}

function weightOf(
  metric: Metric,
  spender: Spender,
  { kind, level, before }: Weighing,
  known: ReadonlyMap<string, Spender>,
): number {
  const sign = kind === 'max' ? 1 : -1;
  const num: Fraction = { num: metric.num(spender.measured), den: 1n };
  if (metric.kind === 'ratio') {
    return sign * toNumber(minus(num, multiply(level, { num: metric.den(spender.measured), den: 1n })));
  }
  const earlier = known.get(keyOf(spender));
  const was = before && earlier ? multiply({ num: metric.num(earlier.measured), den: 1n }, before.scale) : undefined;
  return sign * toNumber(was === undefined ? num : minus(num, was));
}
