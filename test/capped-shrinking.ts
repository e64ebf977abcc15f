/**
 * fast-check, but a failing property is shrunk for a few seconds only and then reports the smallest counterexample so far,
 * with its seed and path, from which shrinking can be resumed. The clock starts with the first failure, so a property that
 * holds never sees it. vitest.config.ts hands this module to all that import fast-check.
 */
import fc from 'fast-check';

const SHRINK_MS = 5_000;

fc.installGlobalPlugin(shrinkingFor(SHRINK_MS));

export function shrinkingFor(milliseconds: number): fc.Plugin<unknown> {
  return (...where) => {
    let limit: ReturnType<fc.Plugin<unknown>> | undefined;
    return {
      decorateRun(run) {
        let next = run;
        const look = (outcome: Awaited<ReturnType<typeof run>>): typeof outcome => {
          // A failure has an error; a precondition that was not met has none.
          if (limit !== undefined || outcome === null || !('error' in outcome)) return outcome;
          limit = fc.interruptAfterTimeLimit(milliseconds)(...where);
          next = limit.decorateRun?.(run) ?? run;
          return outcome;
        };
        return (value) => {
          const outcome = next(value);
          return outcome !== null && 'then' in outcome ? outcome.then(look) : look(outcome);
        };
      },
      onAllRunsComplete: (details) => limit?.onAllRunsComplete?.(details),
    };
  };
}

export * from 'fast-check';
export default fc;
