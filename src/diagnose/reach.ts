/** How much of what leaked the findings can save, and what is left. */
import { add, subtract, ZERO_PICO, type Pico } from '../core/money.ts';
import type { Client } from '../core/controls.ts';
import type { Finding } from './findings.ts';
import type { MoneyLedger } from './waste.ts';

/** Three parts of what leaked. The first two are at most that: findings look at the same money from several sides. */
export interface Reach {
  readonly saved: Pico;
  /** What findings cost whose fix saves nobody can say what. */
  readonly open: Pico;
  /** What is left for certain. */
  readonly rest: Pico;
  /** Whose requests the findings are about. */
  readonly clients: readonly Client[];
}

/** undefined where nothing has a price. What findings cost beside what leaked is in none of it. */
export function reachOf({ spent, useful, unjudged }: MoneyLedger, findings: readonly Finding[]): Reach | undefined {
  if (spent.cost === null) return undefined;
  const leaked = subtract(subtract(spent.cost, useful), unjudged.cost);
  const own = findings.filter(({ rule }) => rule.beside !== true);
  const [settled, unsettled] = [own.filter(isSettled), own.filter((finding) => !isSettled(finding))];
  const saved = atMost(sumOf([...Map.groupBy(settled, fixOf).values()].map(savingOf)), leaked);
  const open = atMost(sumOf(unsettled.map(({ cost }) => cost)), subtract(leaked, saved));
  const rest = subtract(subtract(leaked, saved), open);
  return { saved, open, rest, clients: [...new Set(own.map(({ client }) => client))] };
}

/** Those of one setting are one fix. */
function fixOf({ rule, setting, whole }: Finding): string {
  return setting !== undefined && whole !== undefined ? setting : rule.code;
}

function savingOf(findings: readonly Finding[]): Pico {
  const sum = sumOf(findings.map(({ saving }) => saving));
  return findings.reduce((most, { whole }) => atMost(most, whole ?? most), sum);
}

function isSettled({ saving, achievable }: Finding): boolean {
  return saving !== null && achievable === true;
}

function sumOf(amounts: readonly (Pico | null)[]): Pico {
  return amounts.reduce<Pico>((sum, amount) => add(sum, amount ?? ZERO_PICO), ZERO_PICO);
}

function atMost(amount: Pico, most: Pico): Pico {
  return amount < most ? amount : most;
}
