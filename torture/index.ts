/** Every kind of trial. */
import { damage } from './damage.ts';
import { kills } from './kills.ts';
import type { Trial } from './trial.ts';

export const TRIALS: readonly Trial[] = [kills, damage];
