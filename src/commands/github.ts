/** What GitHub Actions shows besides the log: annotations on the run, and a summary on its page. */
import { appendFileSync } from 'node:fs';
import { visible } from '../core/inert.ts';
import { formatProblem, type Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';
import type { Document } from '../render/document.ts';
import { annotations } from '../render/annotations.ts';
import { markdown } from '../render/markdown.ts';
import { say } from './say.ts';

/** The runner reads commands from stderr too, where they do not get into a document of another format on stdout. */
export function tellGitHub(document: Document, format: string, host: Host): void {
  if (host.env['GITHUB_ACTIONS'] !== 'true') return;
  const medium = { width: host.stderr.columns, colorLevel: 0 } as const;
  if (format !== annotations.id) host.stderr.write(annotations.render(document, medium));
  addToSummary(document, host);
}

/** What kept a check from being made, as there is no document of it. */
export function tellGitHubWhy(problems: readonly Problem[], host: Host): void {
  if (host.env['GITHUB_ACTIONS'] !== 'true') return;
  const texts = problems.map(formatProblem);
  const document: Document = {
    headline: ['UNKNOWN: the check could not be made.'],
    tables: [],
    notes: texts.map((text) => ({ text })),
    cases: texts.map((message) => ({
      name: 'promptcache-cost',
      kind: 'input',
      verdict: 'unknown',
      message,
      details: [],
    })),
    json: {},
  };
  host.stderr.write(annotations.render({ ...document, headline: [] }, { width: host.stderr.columns, colorLevel: 0 }));
  addToSummary(document, host);
}

function addToSummary(document: Document, host: Host): void {
  const medium = { width: host.stderr.columns, colorLevel: 0 } as const;
  const file = host.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  try {
    appendFileSync(file, `${markdown.render(document, medium)}\n`);
  } catch {
    say(host, `promptcache-cost: the step summary cannot be written to ${visible(file)}.`);
  }
}
