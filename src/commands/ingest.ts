/** `ingest`: reads logs into the ledger. */
import { Option } from 'commander';
import type { Host } from '../host.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import { ingestDocument } from './ingest-document.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { ledgerPath, loadConfig } from './config.ts';
import { askerOf, countTokensOption, gotCounts, sayMissed } from './count-tokens.ts';
import { defaultInput } from './default-paths.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { logOptions, type LogOptions } from './log-options.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { answered, readLogs } from './read-logs.ts';
import { sayResult } from './say-read.ts';
import { say } from './say.ts';
import { ledgerOptions, type LedgerOptions } from './setting-options.ts';
import { clockOf } from './where.ts';
import { withLedger } from './with-ledger.ts';

interface Options extends LogOptions, OutputOptions, LedgerOptions {
  readonly dryRun?: boolean;
  readonly countTokens?: boolean;
}

export const definition: CommandDefinition = {
  examples: {
    'Claude Code transcripts, from where Claude Code keeps them': 'promptcache-cost ingest ~/.claude/projects',
    'API responses from a pipe, labelled to group by later':
      'zcat api.jsonl.gz | promptcache-cost ingest --label team=search',
    'batch results, which carry no time of their own':
      'promptcache-cost ingest results.jsonl --at 2026-11-01T12:00:00Z',
    'logs of requests, with their tokens counted by the API instead of estimated (its key in $ANTHROPIC_API_KEY)':
      'promptcache-cost ingest requests.jsonl --count-tokens',
    'any other log, mapped to the plain table with jq': `jq '{id, at: .time, model, input: .in, cache_write_5m: .w, cache_write_1h: 0, cache_read: .r, output: .out}' log.json | promptcache-cost ingest`,
  },
  operands: [
    "files, directories, globs, or - for standard input (default: what is piped in, else Claude Code's own transcripts)",
  ],
  options: () => [
    ...logOptions(),
    countTokensOption(),
    ...ledgerOptions(),
    new Option('-n, --dry-run', 'say what would happen, and store nothing'),
    ...outputOptions(),
  ],
  async run({ operands, options }: Asked<Options>, given) {
    const named = operands.length > 0 ? { paths: operands, host: given } : undefined;
    const { paths, host } = named ?? (await defaultInput(given, options.quiet === true));
    return ingestInto(paths, options, host);
  },
};

async function ingestInto(paths: readonly string[], options: Options, host: Host): Promise<ExitCode> {
  const { existsSync } = await import('node:fs');
  const config = await loadConfig(host, options.config);
  const file = ledgerPath(options.db, config, host);
  const ask = options.countTokens === true ? await askerOf(host, options.dryRun === true) : undefined;
  // A rehearsal without a ledger works on a private one that vanishes.
  return withLedger(options.dryRun === true && !existsSync(file) ? '' : file, true, host, async (ledger) => {
    const work = (): Promise<IngestResult> =>
      readLogs(
        paths,
        { ...options, projects: config.projects, zone: clockOf({}, config, host).zone },
        ledger,
        host,
        ask,
      );
    const result = await (options.dryRun === true ? ledger.rehearse(work) : work());
    const { counts } = result;
    sayResult(result, options, host);
    if (counts) sayMissed(counts, host);
    if (isWorthPrinting(result, options))
      writeDocument(ingestDocument(result.summary, counts, options.dryRun === true), options, host);
    if (options.format === 'table' && options.quiet !== true && host.stdout.isTTY)
      say(host, 'Next: promptcache-cost report --by day');
    return answered(result, options) && (!counts || gotCounts(counts)) ? EXIT.fine : EXIT.noAnswer;
  });
}

/** A program always gets its answer; a person need not hear that nothing came of nothing. */
function isWorthPrinting({ summary, problems }: IngestResult, { format, quiet }: Options): boolean {
  return format !== 'table' || (quiet !== true && (summary.files > 0 || problems.length === 0));
}
