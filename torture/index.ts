/** Every kind of trial. */
import { cardinality } from './cardinality.ts';
import { changing } from './changing.ts';
import { damage } from './damage.ts';
import { kills } from './kills.ts';
import { longTests } from './long-tests.ts';
import { names } from './names.ts';
import { server } from './server.ts';
import { smallDisk } from './small-disk.ts';
import type { Trial } from './trial.ts';

export const TRIALS: readonly Trial[] = [kills, changing, smallDisk, damage, names, cardinality, server, longTests];
