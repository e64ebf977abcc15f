/**
 * The attribution header of Claude Code: a text in `system` that names version, entry point and a hash of the request, so
 * that it differs from call to call. The API leaves it out of the prompt: of 34 recorded calls whose header is not that
 * of the call they go on from, all read the whole prefix (docs/replay.md). Other endpoints take it for a part of `system`,
 * and lose what stands behind it (https://github.com/anthropics/claude-code/issues/68900).
 */
import type { JsonObject } from './reading.ts';

const HEADER = 'x-anthropic-billing-header:';

export function isAttribution({ type, text }: JsonObject): boolean {
  return type === 'text' && typeof text === 'string' && text.startsWith(HEADER);
}
