/**
 * GitHub's workflow commands: what is wrong shows on the run and beside the change. Escaped as the runner's own toolkit
 * does (actions/toolkit, packages/core/src/command.ts).
 */
import { visible } from '../core/inert.ts';
import type { Case, Document, Format } from './document.ts';

export const annotations: Format = {
  id: 'github',
  render({ headline, cases = [] }: Document): string {
    const lines = cases.filter(({ verdict }) => verdict !== 'pass').map(annotation);
    const [answer] = headline;
    const notice = answer === undefined ? [] : [`::notice title=promptcache-cost::${data(visible(answer))}`];
    return [...lines, ...notice].map((line) => `${line}\n`).join('');
  },
};

function annotation({ name, verdict, message, details }: Case): string {
  const command = verdict === 'warn' ? 'warning' : 'error';
  const text = [message, ...details].map(visible).join('\n');
  return `::${command} title=${property(visible(name))}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
