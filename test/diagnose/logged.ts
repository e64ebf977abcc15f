/** Requests as the ledger hands them to a diagnosis, in few words, and what is made of them. */
import type { ReportedMiss } from '../../src/core/diagnosis.ts';
import type { Pico } from '../../src/core/money.ts';
import { diagnose, type Diagnosis } from '../../src/diagnose/diagnosis.ts';
import { diagnosisLog } from '../../src/diagnose/log.ts';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import { parseScenario } from '../../src/simulate/ask.ts';
import { requestLog } from '../../src/requests/log.ts';
import { workloadOf } from '../../src/simulate/chains.ts';
import { deltaOf } from '../../src/simulate/compare.ts';
import { whatIf } from '../../src/simulate/what-if.ts';
import type { LoggedInference } from '../../src/store/ledger.ts';
import { book } from '../prices/shipped.ts';
import { inference, type Given } from '../simulate/inference.ts';
import { promptLog, type Sent } from '../simulate/prompt-log.ts';

export interface Logged extends Given {
  readonly version?: string;
  readonly branch?: string;
  readonly reported?: ReportedMiss;
}

/** In the order of time. Line 1 is the first. */
export function diagnosisOf(given: readonly Logged[], sent: readonly Sent[] = []): Diagnosis {
  const inferences = given.map(loggedInference);
  const savingOf = (name: string): Pico | null => {
    const { actual, scenarios } = whatIf(workloadOf(requestLog(inferences)), [parseScenario(name)], book, undefined);
    const delta = deltaOf(scenarios[0]!.likely, actual);
    return delta === null ? null : (-delta as Pico);
  };
  const world = sent.length === 0 ? undefined : promptWorldOf(promptLog(sent), book);
  return diagnose(
    diagnosisLog(inferences, () => true),
    world,
    book,
    savingOf,
  );
}

/** Prompts of `promptLog` have the numbers of their places as ids, and so have these. */
function loggedInference(given: Logged, index: number): LoggedInference {
  return {
    ...inference(given),
    values: [given.version ?? '', given.branch ?? ''],
    ...{ id: String(index), part: 0, file: 'log.ndjson', line: index + 1, reported: given.reported },
  };
}
