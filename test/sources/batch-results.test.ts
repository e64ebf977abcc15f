import { testFixtures } from './fixture-files.ts';

testFixtures('batch-results');
