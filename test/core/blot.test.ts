/** What looks like a secret goes, and what does not stays as it is. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blotted, blottedName, blottedValue, MAX_NAME } from '../../src/core/blot.ts';
import { seen } from '../../src/core/inert.ts';
import { SECRET_RULES } from '../../src/core/secret-rules.ts';
import { INVENTED, NAMES } from '../invented-secrets.ts';
import { FIXED } from '../sources/shapes.ts';

test.each(INVENTED)('$text ($rule)', ({ text, middle }) => {
  for (const around of ['@', 'prod @', '"@"', '(@)', '/srv/x/ @', '@ @', 'é@', '\n@'])
    expect(blotted(around.replaceAll('@', () => text))).not.toContain(middle);
  expect(blotted(text)).toMatch(/\[secret(?: ….{4})?\]/u);
});

test.each(INVENTED)('$text ($rule) is found by its rule, and by no luck of another', ({ rule, text }) => {
  const own = SECRET_RULES.find(({ name }) => name === rule);
  expect(own?.pattern.source).toBeDefined();
  expect(seen(text).search(own?.pattern ?? /(?!)/)).toBeGreaterThanOrEqual(0);
});

test('every rule has an example, a public source, and a bit of its own', () => {
  expect([...new Set(INVENTED.map(({ rule }) => rule))].sort()).toEqual(SECRET_RULES.map(({ name }) => name).sort());
  for (const { source } of SECRET_RULES) expect(source).toMatch(/^https:\/\/\S+$/);
  expect(SECRET_RULES.length).toBeLessThan(32);
});

test.each(NAMES.map((name) => [name]))('%j stays', (name) => {
  expect(blotted(name)).toBe(name);
  expect(blottedName(name)).toBe(name);
  for (const around of ['x @', '/home/@/x', 'a @ b']) {
    const text = around.replace('@', () => name);
    expect(blotted(text)).toBe(text);
  }
});

test.each(INVENTED)('$text cut in two by the longest name leaves neither begin nor end', ({ text, middle }) => {
  for (let before = MAX_NAME - text.length; before <= MAX_NAME; before += 7) {
    if (before < 0) continue;
    const name = blottedName(`${'x '.repeat(150).slice(0, before - 1)} ${text} and more`);
    expect(name.length).toBeLessThanOrEqual(MAX_NAME);
    expect(name).not.toContain(middle);
    const begin = text.slice(text.indexOf(middle) - 4, text.indexOf(middle) + 4);
    expect(name).not.toContain(begin);
  }
});

test('what is blotted makes no room for what stood behind the cut', () => {
  const [first] = INVENTED;
  const name = blottedName(`${`${first?.text ?? ''} `.repeat(20)}`);
  expect(name.replaceAll(/\[secret …WXYZ\] ?/g, '')).toBe('');
});

test.each(['a/Bearer Abcdefgh0123456/Bearer Abcdefgh0123456', 'password=hunter2,password="hunter two"'])(
  'a name of a secret in a secret: %s',
  (text) => {
    expect(blotted(text)).not.toMatch(/hunter|Abc/);
  },
);

test('the last four characters of a long secret are kept to know it by, and none of a short one', () => {
  expect(blotted('password=correct-horse-battery')).toBe('password=[secret …tery]');
  expect(blotted('password=hunter2')).toBe('password=[secret]');
  expect(blotted('postgres://app:hunter2@db/x')).toBe('postgres://app:[secret]@db/x');
});

test.each([
  ['password', 'hunter2', '[secret]'],
  ['DB_PASSWORD', 'hunter2', '[secret]'],
  ['aws_secret_access_key', 'x'.repeat(40), '[secret …xxxx]'],
  ['auth-token', 'correct-horse-battery', '[secret …tery]'],
  ['token', '4096', '4096'],
  ['branch', 'hunter2', 'hunter2'],
  ['team', 'password=hunter2', 'password=[secret]'],
  ['api_key_name', 'ci', 'ci'],
])('the label %s=%s is %s', (name, value, kept) => {
  expect(blottedValue(name, value)).toBe(kept);
});

const texts = fc.array(fc.constantFrom(...INVENTED.map(({ text }) => text), ...NAMES, ' ', '=', ': ', '"', '@', '/'), {
  maxLength: 8,
});

test('a text that is blotted twice is the same', () => {
  fc.assert(
    fc.property(texts, (parts) => {
      const once = blotted(parts.join(' '));
      expect(blotted(once)).toBe(once);
    }),
    FIXED,
  );
});

test('no row of the quick look misses what a rule would match', () => {
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('');
      const matches = SECRET_RULES.some(({ pattern }) => seen(text).search(pattern) >= 0);
      if (matches) expect(blotted(text)).not.toBe(text);
      else expect(blotted(text)).toBe(text);
    }),
    FIXED,
  );
});

/** What a rule begins with, again and again and never whole: where a pattern looks far from each begin, time is its square. */
const BEGINS = [
  ...[
    'sk-a',
    'sk-',
    'pk-a_',
    'bearer ',
    'Bearer\t\t',
    'AKIA',
    'aws ',
    'aws::',
    'secret ',
    'ghp_a',
    'github_pat_a',
    'glpat-a',
  ],
  ...[
    'hf_',
    'AIza',
    '1//0',
    'xoxb-',
    'hooks.slack.com/services/',
    'eyJ',
    'eyJaaaaaaaaaaa.',
    'eyJaaaaaaaaaaa-',
    '-----BEGIN ',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    'SG.aaaaaaaaaa',
    'SG.aaaaaaaaaa-',
    '9Q~',
    'aaaQ~',
    'JQQJ9',
    '://',
    '://a:',
    '://a:b',
    ':',
  ],
  ...[
    'password',
    'password=',
    'password="',
    "password='a",
    'token=',
    'token: ',
    '[?&]sig=',
    '--password ',
    'pwd=',
    'a_',
    '"',
    ' ',
  ],
  ...['dapi', 'nvapi-', 'hvs.', 'secret=12', 'authorization: basic ', 'x-amz-signature=', 'api-key:"'],
];

test.each(BEGINS)('%j a hundred thousand characters long takes no square of time', (begin) => {
  const text = begin.repeat(100_000 / begin.length);
  const start = process.cpuUsage();
  blotted(text);
  blotted(`${text}@`);
  const { user } = process.cpuUsage(start);
  expect(user / 1000).toBeLessThan(1500);
});
