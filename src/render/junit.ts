/**
 * JUnit XML, as CI systems show test results: a case each, without times, which would differ from run to run. A
 * warning passes; what could not be judged is an error, not a failure.
 */
import type { Case, Document, Format } from './document.ts';

export const junit: Format = {
  id: 'junit',
  render({ cases = [] }: Document): string {
    const count = (wanted: Case['verdict']): number => cases.filter(({ verdict }) => verdict === wanted).length;
    const counts = `tests="${cases.length}" failures="${count('fail')}" errors="${count('unknown')}"`;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="promptcache-cost" ${counts}>`,
      `  <testsuite name="promptcache-cost check" ${counts} skipped="0">`,
      ...cases.map(writeCase),
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n');
  },
};

function writeCase({ name, kind, verdict, message, details }: Case): string {
  const head = `    <testcase classname="${escape(kind)}" name="${escape(name)}">`;
  const outcome = (tag: string): string =>
    `<${tag} message="${escape(message)}" type="${verdict}">${escape(details.join('\n'))}</${tag}>`;
  const said = (text: string): string => `<system-out>${escape([text, ...details].join('\n'))}</system-out>`;
  const body = {
    fail: () => outcome('failure'),
    unknown: () => outcome('error'),
    warn: () => said(`warning: ${message}`),
    pass: () => said(message),
  }[verdict]();
  return `${head}\n      ${body}\n    </testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** XML 1.0 has no way to write most control characters, lone surrogates and noncharacters: they become U+FFFD. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character] ?? '');
}
