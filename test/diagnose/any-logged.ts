/** Logs as they may be handed to a diagnosis, whatever they hold, for fast-check to vary and to shrink. */
import fc from 'fast-check';
import { MISS_REASONS, type ReportedMiss } from '../../src/core/diagnosis.ts';
import type { Terms } from '../../src/core/event.ts';
import { diagnose, type Diagnosis } from '../../src/diagnose/diagnosis.ts';
import { diagnosisLog } from '../../src/diagnose/log.ts';
import type { Inference, LoggedInference } from '../../src/store/ledger.ts';
import { book } from '../prices/shipped.ts';
import { anyLog } from '../simulate/logs.ts';

/** Of the last three one has no price, one none for writes of an hour, and one none for any write. */
const MODELS = [
  ...['claude-opus-5-5', 'claude-haiku-5-5', 'claude-haiku-4-5', 'claude-3-haiku-20240307'],
  ...['claude-zeta-9', 'gpt-5.6-sol', 'gpt-5.2'],
];

interface Extra {
  readonly tier: string;
  readonly speed: string;
  readonly kind: Terms['kind'];
  readonly version: string;
  readonly reported: ReportedMiss | undefined;
}

const anyReported = fc.option(
  fc.record({
    reason: fc.constantFrom(...MISS_REASONS, 'other', 'none', 'pending'),
    tokens: fc.option(fc.nat(200_000), { nil: undefined }),
  }),
  { nil: undefined, freq: 2 },
);

const anyExtra: fc.Arbitrary<Extra> = fc.record({
  tier: fc.constantFrom('', 'standard', 'standard', 'batch'),
  speed: fc.constantFrom('', 'standard', 'standard', 'fast'),
  kind: fc.constantFrom('message', 'message', 'message', 'compaction'),
  version: fc.constantFrom('', '1.0', '1.1'),
  reported: anyReported,
});

export function anyLogged(): fc.Arbitrary<LoggedInference[]> {
  return anyLog(MODELS).chain((log) =>
    fc
      .array(anyExtra, { minLength: log.length, maxLength: log.length })
      .map((extras) => log.map((each, index) => loggedOf(each, index, extras[index]!))),
  );
}

function loggedOf(inference: Inference, index: number, { version, reported, ...terms }: Extra): LoggedInference {
  return {
    ...inference,
    ...{ terms: { ...inference.terms, ...terms }, values: [version, ''] },
    ...{ id: `${index}`, part: 0, file: 'any.ndjson', line: index + 1, reported },
  };
}

export function diagnosed(log: readonly LoggedInference[]): Diagnosis {
  return diagnose(
    diagnosisLog(log, () => true),
    undefined,
    book,
    () => null,
  );
}
