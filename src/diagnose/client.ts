/** What sent the requests, where a fix depends on it. */
import type { DiagnosisLog } from './log.ts';
import type { WastedRow } from './waste.ts';

/** The name of the source that reads its transcripts. */
const CLAUDE_CODE = 'claude-code';

/** Whether most of it was: there are settings for that instead of request fields. */
export function isClaudeCode({ logged, kinds }: DiagnosisLog, rows: readonly Pick<WastedRow, 'row'>[]): boolean {
  const own = rows.filter(({ row }) => kinds[logged.kind[row] ?? 0]?.terms.source === CLAUDE_CODE);
  return own.length * 2 > rows.length;
}
