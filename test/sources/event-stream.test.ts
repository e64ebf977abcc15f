import { testFixtures } from './fixture-files.ts';

testFixtures('event-stream');
