/** What sent the requests, where a fix depends on it. */
import type { DiagnosisLog } from './log.ts';

/** The name of the source that reads its transcripts. */
const CLAUDE_CODE = 'claude-code';

/** Whether most of it was: there are settings for that instead of request fields. */
export function isClaudeCode({ logged, kinds }: DiagnosisLog, rows: Uint32Array): boolean {
  const isOwn = kinds.map(({ terms }) => terms.source === CLAUDE_CODE);
  const own = rows.reduce((sum, row) => sum + (isOwn[logged.kind[row] ?? 0] === true ? 1 : 0), 0);
  return own * 2 > rows.length;
}
