/** What a question is: a rule in one sentence, and what follows from it for one world, row for row. */
import type { Asked, Rows } from './answers.ts';
import type { World } from './world.ts';

export interface Question {
  readonly rule: string;
  readonly ask: (of: Asked) => Rows;
  readonly answer: Rows;
}

/** Questions about one world. */
export interface Topic {
  readonly name: string;
  readonly world: World;
  readonly questions: readonly Question[];
}
