import { testFixtures } from './fixture-files.ts';

testFixtures('plain-table');
