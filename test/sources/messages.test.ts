import { testFixtures } from './fixture-files.ts';

testFixtures('messages');
