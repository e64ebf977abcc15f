/**
 * JUnit XML, as CI systems show test results: a case each, without times, which would differ from run to run. A
 * warning passes; what could not be judged is an error, not a failure.
 */
import { visible } from '../core/inert.ts';
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
    `<${tag} message="${escape(message)}" type="${verdict}">${lines(details)}</${tag}>`;
  const said = (text: string): string => `<system-out>${lines([text, ...details])}</system-out>`;
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
};

/** Line feeds as references, which stand for themselves in text and in attributes. */
function lines(texts: readonly string[]): string {
  return texts.map(escape).join('&#10;');
}

/** XML 1.0 has no way to write most control characters and noncharacters: these are spelled out or become U+FFFD. */
function escape(text: string): string {
  return visible(text)
    .replace(/[\ufffe\uffff]|[\u{1fffe}\u{1ffff}\u{10fffe}\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
