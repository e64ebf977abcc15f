/** The axis "scenario", of what needs to know the requests themselves. One file each, in `request-scenarios/`. */
import type { Bills } from './bills.ts';
import type { PromptWorld } from './prompt-world.ts';
import type { Options, Scenario } from './scenario.ts';

/** As a scenario of usage counts, but for its plan. */
export interface RequestScenario extends Omit<Scenario, 'plan'> {
  /** Reads the options. Throws a Failure that names what is wrong. */
  plan(options: Options): RequestPlan;
}

interface RequestPlan {
  /** As they apply, defaults included. */
  readonly options: Readonly<Record<string, string>>;
  /** Bills what is still asked of the provider. Tells what was answered otherwise, where that is what it does. */
  play(world: PromptWorld, bills: Bills): Answered | undefined;
}

/** Requests that were answered from a store of answers. */
export interface Answered {
  readonly requests: number;
  /** Of those: whose last user message was another than that of the answer they would have got. */
  readonly otherQuestion: number;
  /** Of those: with the same last user message, behind or beside something else. */
  readonly otherContext: number;
}
