/** The formats of test results: JUnit XML that any parser takes, and annotations that no name can break out of. */
import fc from 'fast-check';
import { visible } from '../../src/core/inert.ts';
import { describe, expect, it } from 'vitest';
import { annotations } from '../../src/render/annotations.ts';
import { csv } from '../../src/render/csv.ts';
import type { Case, Document } from '../../src/render/document.ts';
import { junit } from '../../src/render/junit.ts';
import { markdown } from '../../src/render/markdown.ts';
import { table } from '../../src/render/table.ts';
import { cells, columns, documentOf } from './tables.ts';

const MEDIUM = { width: 80, colorLevel: 0 } as const;

const CASES: readonly Case[] = [
  { name: 'month', kind: 'cost', verdict: 'pass', message: 'cost $1 of $2', details: [] },
  { name: 'day', kind: 'cost', verdict: 'warn', message: 'cost $1.90 of $2', details: ['Spend less.'] },
  {
    name: 'hits',
    kind: 'token_hit_ratio',
    verdict: 'fail',
    message: '60 % < 80 %',
    details: ['Mostly "a" & b.', 'Fix it.'],
  },
  { name: 'new', kind: 'cost', verdict: 'unknown', message: 'no usage', details: [] },
];

const documentWith = (cases: readonly Case[]): Document => ({
  headline: ['FAIL: 100%.'],
  tables: [],
  notes: [],
  json: null,
  cases,
});

describe('JUnit', () => {
  it('has a case each: a warning passes, and what is not known is an error', () => {
    expect(junit.render(documentWith(CASES), MEDIUM)).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="promptcache-cost" tests="4" failures="1" errors="1">
  <testsuite name="promptcache-cost check" tests="4" failures="1" errors="1" skipped="0">
    <testcase classname="cost" name="month">
      <system-out>cost $1 of $2</system-out>
    </testcase>
    <testcase classname="cost" name="day">
      <system-out>warning: cost $1.90 of $2&#10;Spend less.</system-out>
    </testcase>
    <testcase classname="token_hit_ratio" name="hits">
      <failure message="60 % &lt; 80 %" type="fail">Mostly &quot;a&quot; &amp; b.&#10;Fix it.</failure>
    </testcase>
    <testcase classname="cost" name="new">
      <error message="no usage" type="unknown"></error>
    </testcase>
  </testsuite>
</testsuites>
`,
    );
  });

  it('is well-formed whatever a budget or project is called, and legal names come back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.constantFrom('pass', 'warn', 'fail', 'unknown'),
        (name, message, verdict) => {
          const xml = junit.render(
            documentWith([{ name, kind: 'cost', verdict, message, details: [message] }]),
            MEDIUM,
          );
          const elements = parseXml(xml);
          const found = elements.find(({ tag }) => tag === 'testcase')?.attributes['name'];
          expect(found).toBe(legal(name));
        },
      ),
    );
  });

  it('without cases is an empty suite', () => {
    expect(parseXml(junit.render(documentOf(), MEDIUM)).map(({ tag }) => tag)).toEqual(['testsuites', 'testsuite']);
  });
});

/** What XML 1.0 can say of a text in which nothing acts. */
function legal(text: string): string {
  return visible(text).replace(/[\ufffe\uffff\u{1fffe}\u{1ffff}\u{10fffe}\u{10ffff}]/gu, '\ufffd');
}

interface Element {
  readonly tag: string;
  readonly attributes: Record<string, string>;
}

/** A strict reader of the little XML there is: fails on whatever does not belong. */
function parseXml(xml: string): Element[] {
  const entity = /^(?:amp|lt|gt|quot|apos|#9|#10|#13)$/;
  const named: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    '#9': '\t',
    '#10': '\n',
    '#13': '\r',
  };
  const unescape = (text: string): string =>
    text.replace(/&([^;]*);?/g, (whole, name: string) => {
      if (!entity.test(name) || !whole.endsWith(';')) throw new Error(`bad entity ${whole}`);
      return named[name] ?? '';
    });
  const [head = '', ...lines] = xml.split('\n');
  expect(head).toBe('<?xml version="1.0" encoding="UTF-8"?>');
  const open: string[] = [];
  const elements: Element[] = [];
  let rest = lines.join('\n');
  while (rest.trim() !== '') {
    const [match, text = '', slash, tag = '', attributes = ''] =
      /^([^<>]*)<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)>/.exec(rest) ?? [];
    if (match === undefined) throw new Error(`not XML: ${rest.slice(0, 50)}`);
    unescape(text);
    if (slash === '/') expect(open.pop()).toBe(tag);
    else {
      open.push(tag);
      const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        unescape(value),
      ]);
      elements.push({ tag, attributes: Object.fromEntries(pairs) as Record<string, string> });
    }
    rest = rest.slice(match.length);
  }
  expect(open).toEqual([]);
  return elements;
}

describe('annotations', () => {
  it('are one line for each case that does not pass, and a notice', () => {
    expect(annotations.render(documentWith(CASES), MEDIUM)).toBe(
      `::warning title=day::cost $1.90 of $2%0ASpend less.
::error title=hits::60 %25 < 80 %25%0AMostly "a" & b.%0AFix it.
::error title=new::no usage
::notice title=promptcache-cost::FAIL: 100%25.
`,
    );
  });

  it('escape what would end a property', () => {
    const hostile = {
      name: 'a,b:c%\n::set-env',
      kind: 'cost',
      verdict: 'fail',
      message: 'm\r\n::error::x',
      details: [],
    } as const;
    const [line] = annotations.render(documentWith([hostile]), MEDIUM).split('\n');
    expect(line).toBe('::error title=a%2Cb%3Ac%25\\x0a%3A%3Aset-env::m\\x0d\\x0a::error::x');
  });

  it('are as many lines as there are cases, whatever they are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const text = annotations.render(
          documentWith([{ name, kind: 'cost', verdict: 'fail', message: name, details: [name] }]),
          MEDIUM,
        );
        expect(text.split(/[\r\n]/)).toHaveLength(3);
        expect(text.match(/^::(error|notice) title=[^:,]*::/gm)).toHaveLength(2);
      }),
    );
  });
});

describe('a table behind the answer', () => {
  const answer = { columns: columns('<Answer'), rows: [cells('42')] };
  const detail = { title: 'Why </summary> *so*', detail: true, columns: columns('<Reason'), rows: [cells('sum')] };
  const document = documentOf(answer, detail);

  it('is collapsed in Markdown, whatever its title', () => {
    expect(markdown.render(document, MEDIUM)).toContain(
      '<details>\n<summary>Why &lt;/summary&gt; *so*</summary>\n\n| Reason |\n| --- |\n| sum |\n\n</details>\n',
    );
  });

  it('is left out of a terminal and of CSV', () => {
    expect(table.render(document, MEDIUM)).not.toContain('Reason');
    expect(csv.render(document, MEDIUM)).toBe('answer\r\n42\r\n');
  });

  it('notes under a note are set in, and warnings yellow', () => {
    const notes = [
      { text: 'Above', tone: 'warn' as const },
      { text: 'below', under: true },
    ];
    const noted = { ...documentOf(), notes };
    expect(table.render(noted, MEDIUM)).toBe('Above\n  below\n');
    expect(markdown.render(noted, MEDIUM)).toBe('- Above\n  - below\n');
    expect(table.render(noted, { ...MEDIUM, colorLevel: 1 })).toContain('\u001b[33mAbove');
  });
});
