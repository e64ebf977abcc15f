/** `sources`: which logs are read, and what each of them can and cannot tell. */
import { Argument } from 'commander';
import { fail } from '../core/problem.ts';
import { sourcesDocument } from '../render/documents/sources.ts';
import { sourceById, SOURCES } from '../sources/index.ts';
import type { CommandDefinition } from './command.ts';
import { EXIT } from './exit.ts';
import { colorOption, formatOption, writeDocument, type OutputOptions } from './output.ts';

export const definition: CommandDefinition = {
  examples: [
    { does: 'all of them', line: 'promptcache-cost sources' },
    { does: 'what a gateway log carries', line: 'promptcache-cost sources litellm openrouter' },
  ],
  define(command, host, finish) {
    command
      .addArgument(new Argument('[source...]', 'only these'))
      .addOption(formatOption())
      .addOption(colorOption())
      .action((names: string[], options: OutputOptions) => {
        const asked = names.map((name) => sourceById(name) ?? unknown(name));
        writeDocument(sourcesDocument(asked.length > 0 ? asked : SOURCES), options, host);
        finish(EXIT.fine);
      });
  },
};

function unknown(name: string): never {
  return fail('unknown_source', `there is no source "${name}".`, {
    hint: `There are: ${SOURCES.map(({ id }) => id).join(', ')}.`,
  });
}
