/** `ingest`: reads logs into the ledger. */
import { Argument, Option } from 'commander';
import type { Host } from '../host.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import { ingestDocument } from './ingest-document.ts';
import type { CommandDefinition } from './command.ts';
import { ledgerPath, loadConfig } from './config.ts';
import { askerOf, countTokensOption, gotCounts, sayMissed } from './count-tokens.ts';
import { defaultPaths } from './default-paths.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { logOptions, type LogOptions } from './log-options.ts';
import { colorOption, configOption, formatOption, ledgerOption, writeDocument, type OutputOptions } from './output.ts';
import { answered, readLogs, sayResult } from './read-logs.ts';
import { say } from './say.ts';

interface Options extends LogOptions, OutputOptions {
  readonly db?: string;
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly countTokens?: boolean;
}

export const definition: CommandDefinition = {
  examples: [
    {
      does: 'Claude Code transcripts, from where Claude Code keeps them',
      line: 'promptcache-cost ingest ~/.claude/projects',
    },
    {
      does: 'API responses from a pipe, labelled to group by later',
      line: 'zcat api.jsonl.gz | promptcache-cost ingest --label team=search',
    },
    {
      does: 'batch results, which carry no time of their own',
      line: 'promptcache-cost ingest results.jsonl --at 2026-11-01T12:00:00Z',
    },
    {
      does: 'logs of requests, with their tokens counted by the API instead of estimated (its key in $ANTHROPIC_API_KEY)',
      line: 'promptcache-cost ingest requests.jsonl --count-tokens',
    },
    {
      does: 'any other log, mapped to the plain table with jq',
      line: `jq '{id, at: .time, model, input: .in, cache_write_5m: .w, cache_write_1h: 0, cache_read: .r, output: .out}' log.json | promptcache-cost ingest`,
    },
  ],
  define(command, host, finish) {
    command.addArgument(
      new Argument(
        '[path...]',
        "files, directories, globs, or - for standard input (default: what is piped in; on a terminal, Claude Code's own transcripts)",
      ),
    );
    for (const option of logOptions()) command.addOption(option);
    command
      .addOption(countTokensOption())
      .addOption(ledgerOption())
      .addOption(configOption())
      .addOption(new Option('-n, --dry-run', 'say what would happen, and store nothing'))
      .addOption(formatOption())
      .addOption(colorOption())
      .action(async (paths: string[], options: Options) => {
        const chosen = paths.length > 0 ? paths : defaultPaths(host);
        if (chosen.length === 0) {
          command.outputHelp({ error: true });
          finish(EXIT.noAnswer);
        } else finish(await ingestInto(chosen, options, host));
      });
  },
};

async function ingestInto(paths: readonly string[], options: Options, host: Host): Promise<ExitCode> {
  const { existsSync } = await import('node:fs');
  const { openLedgerFor } = await import('./open-ledger.ts');
  const config = await loadConfig(host, options.config);
  const file = ledgerPath(options.db, config, host);
  const ask = options.countTokens === true ? await askerOf(host, options.dryRun === true) : undefined;
  // A rehearsal without a ledger works on a private one that vanishes.
  const ledger = openLedgerFor(host, options.dryRun === true && !existsSync(file) ? '' : file, true);
  try {
    const work = (): Promise<IngestResult> =>
      readLogs(paths, { ...options, projects: config.projects }, ledger, host, ask);
    const result = await (options.dryRun === true ? ledger.rehearse(work) : work());
    const { counts } = result;
    sayResult(result, host, options.quiet);
    if (counts) sayMissed(counts, host);
    if (isWorthPrinting(result, options))
      writeDocument(ingestDocument(result.summary, counts, options.dryRun === true), options, host);
    if (options.format === 'table' && options.quiet !== true && host.stdout.isTTY)
      say(host, 'Next: promptcache-cost report --by day');
    return answered(result, options) && (!counts || gotCounts(counts)) ? EXIT.fine : EXIT.noAnswer;
  } finally {
    ledger.close();
  }
}

/** A program always gets its answer; a person need not hear that nothing came of nothing. */
function isWorthPrinting({ summary, problems }: IngestResult, { format, quiet }: Options): boolean {
  return format !== 'table' || (quiet !== true && (summary.files > 0 || problems.length === 0));
}
