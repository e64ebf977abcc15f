/** Sessions of Qwen Code, whose lines look like Claude Code's. */
import { testFixtures } from './fixture-files.ts';

testFixtures('qwen-code');
