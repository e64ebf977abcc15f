/** What `whatif` asks of requests whose prompts are known. */
import type { FacetedQuery, FacetedUsage } from '../analysis/faceted-usage.ts';
import { fail } from '../core/problem.ts';
import type { PriceBook } from '../prices/book.ts';
import { promptWorldOf } from '../simulate/make-prompt-world.ts';
import { promptLogOf, type Named, type PromptLog } from '../simulate/prompts.ts';
import { storyOf, type RequestStory } from '../simulate/request-story.ts';
import type { LedgerReader } from '../store/ledger.ts';
import type { ClaudeRequests } from './claude-requests.ts';

export function promptsOf(
  ledger: Pick<LedgerReader, 'runs'>,
  { prompts }: Pick<FacetedUsage, 'prompts'>,
  selection: FacetedQuery,
  claude: ClaudeRequests,
): PromptLog {
  return promptLogOf(claude.of(prompts(selection)), ledger.runs());
}

/** By its message id, or by FILE:LINE where it was logged; undefined when the prompt of none is known by it. */
export function requestStory(
  log: PromptLog,
  id: string,
  ledger: LedgerReader,
  book: PriceBook,
): RequestStory | undefined {
  const row = log.names.findIndex((named) => ledger.isOf(named, `message:${id}`) || standsAt(named, id));
  return row < 0 ? undefined : storyOf(promptWorldOf(log, book), row);
}

/** The end of a path is enough. */
function standsAt({ file, line }: Named, place: string): boolean {
  return `${file}:${line}` === place || `${file}:${line}`.endsWith(`/${place}`);
}

export function noPrompts(): never {
  fail('no_prompts', 'no request of this selection has its prompt.', {
    hint: 'Ingest logs of requests with their bodies, or block traces; usage counts alone are what --level usage is for.',
  });
}

export function noRequest(id: string): never {
  fail('no_request', `no request whose prompt is known goes by "${id}".`, {
    hint: 'Name it by the message id of its response (msg_…), or by FILE:LINE. Without --level request, sessions are explained too.',
  });
}
