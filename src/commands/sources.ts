/** `sources`: which logs are read, and what each of them can and cannot tell. */
import { fail } from '../core/problem.ts';
import { sourcesDocument } from '../render/documents/sources.ts';
import { sourceById, SOURCES } from '../sources/index.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { EXIT } from './exit.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';

export const definition: CommandDefinition = {
  examples: {
    'all of them': 'promptcache-cost sources',
    'what a gateway log carries': 'promptcache-cost sources litellm openrouter',
  },
  operands: ['only these'],
  options: () => outputOptions(),
  run({ operands, options }: Asked<OutputOptions>, host) {
    const asked = operands.map((name) => sourceById(name) ?? unknown(name));
    writeDocument(sourcesDocument(asked.length > 0 ? asked : SOURCES), options, host);
    return EXIT.fine;
  },
};

function unknown(name: string): never {
  return fail('unknown_source', `there is no source "${name}".`, {
    hint: `There are: ${SOURCES.map(({ id }) => id).join(', ')}.`,
  });
}
