import { testFixtures } from './fixture-files.ts';

testFixtures('claude-code');
