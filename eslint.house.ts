import type { Linter } from 'eslint';

/**
 * The rules of the house, as tables: who may import whom, and what "pure" means. The configuration of ESLint
 * is made from them, and test/house.test.ts proves that each one bites.
 */

/** Folder of src -> what it may import from the rest of src. Nothing points back, and `core` imports nothing. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  sources: ['core/'],
  prices: ['core/'],
  store: ['core/'],
  requests: ['core/', 'store/'],
  analysis: ['core/', 'prices/', 'store/', 'requests/'],
  simulate: ['core/', 'prices/', 'store/', 'requests/', 'analysis/'],
  diagnose: ['core/', 'prices/', 'store/', 'requests/', 'analysis/', 'simulate/'],
  render: ['core/', 'prices/', 'requests/', 'analysis/', 'simulate/', 'diagnose/'],
  io: ['core/'],
  ingest: ['core/', 'io/', 'sources/', 'store/'],
  commands: [
    ...['core/', 'io/', 'sources/', 'prices/', 'store/', 'ingest/'],
    ...['requests/', 'analysis/', 'simulate/', 'diagnose/', 'render/', 'host.ts'],
  ],
};

/** Same input, same output, on every machine: no clock, locale, environment, terminal, disk or network. */
export const PURE: readonly string[] = [
  'core',
  'sources',
  'prices',
  'requests',
  'analysis',
  'simulate',
  'diagnose',
  'render',
];

/** The packages a pure folder may import: they compute and do nothing else. */
const PURE_PACKAGES: readonly string[] = [
  'zod',
  'chalk',
  'cli-table3',
  'string-width',
  'temporal-polyfill',
  '@noble/hashes',
];

/** Names that say nothing about what is inside. */
export const EMPTY_NAMES: readonly string[] = ['util', 'utils', 'helper', 'helpers', 'manager', 'managers'];

/** How deep a folder of src may nest (src/simulate/scenarios/x.ts is 2). */
const DEEPEST = 4;

/** Kept out of all of src but its edge. */
const STREAMS = ['process', 'console'];
const AMBIENT_GLOBALS = [
  ...STREAMS,
  ...['performance', 'globalThis', 'global', 'crypto', 'fetch', 'Intl', 'navigator'],
  ...['setTimeout', 'setInterval', 'setImmediate'],
];
const AMBIENT_PROPERTIES: Property[] = [
  { object: 'Date', property: 'now' },
  { object: 'Temporal', property: 'Now' },
  { object: 'Math', property: 'random' },
  ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'].map((property) => ({ property })),
  ...['toLocaleUpperCase', 'toLocaleLowerCase', 'localeCompare'].map((property) => ({ property })),
];
const AMBIENT_SYNTAX = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', what: 'new Date() reads the clock' },
  { selector: 'CallExpression[callee.name="Date"]', what: 'Date() reads the clock' },
  { selector: 'MetaProperty[meta.name="import"]', what: 'import.meta depends on where the program lies' },
];
const PURELY = 'This folder is pure: let the caller pass it in.';

const SDK: Import = {
  regex: '^@anthropic-ai/sdk(?:/|$)',
  allowTypeImports: true,
  message: 'Importing the SDK costs 150 ms: use "import type", or import() where the network is used.',
};
const AMBIENT_MODULES: Import = {
  regex: '^(?:node:)?(?:process|console)$',
  message: 'Streams, arguments and environment come through src/host.ts.',
};
const EXIT = { object: 'process', property: 'exit', message: 'Set an exit code and return.' };
const ITSELF: Import = { regex: '^promptcache-cost(?:/|$)', message: 'Inside src, import the file.' };

interface Property {
  object?: string;
  property: string;
}
interface Import {
  regex: string;
  message: string;
  allowTypeImports?: boolean;
}
interface Limits {
  /** Modules that no import, export or, in `dynamic`, import() may name. */
  imports: Import[];
  dynamic?: Import[];
  globals?: string[];
  properties?: (Property & { message: string })[];
  syntax?: { selector: string; message: string }[];
}

/** Entries of the configuration, one per folder, depth and kind of file. */
export function houseRules(): Linter.Config[] {
  return [
    {
      files: ['src/*.ts'],
      ignores: ['src/main.ts', 'src/host.ts'],
      rules: restrict({ imports: [SDK, AMBIENT_MODULES], globals: STREAMS, properties: [EXIT] }),
    },
    { files: ['src/host.ts'], rules: restrict({ imports: [SDK], globals: ['console'], properties: [EXIT] }) },
    { files: ['src/main.ts'], rules: restrict({ imports: [SDK] }) },
    ...Object.entries(MAY_IMPORT).flatMap(([folder, allowed]) => folderRules(folder, allowed)),
    ...EMPTY_NAMES.map((name) => ({
      files: [`**/${name}/**`, `**/${name}.*`, `**/*-${name}.*`],
      rules: refuse(`"${name}" says nothing: name it for what it holds.`),
    })),
  ];
}

/** One entry per depth, since a path is compared as it is written: "../core/" or "../../core/". */
function folderRules(folder: string, allowed: readonly string[]): Linter.Config[] {
  const levels = Array.from({ length: DEEPEST }, (_, index) => ({
    files: [`src/${folder}/${'*/'.repeat(index)}*.ts`],
    rules: restrict(folderLimits(folder, allowed, index + 1)),
  }));
  const deeper = {
    files: [`src/${folder}/${'*/'.repeat(DEEPEST)}**`],
    rules: refuse('The imports of folders this deep are not checked: nest less.'),
  };
  return [...levels, deeper];
}

function folderLimits(folder: string, allowed: readonly string[], depth: number): Limits {
  const inside = allowed.map((entry) => entry.replace('.', '\\.')).join('|');
  const everywhere: Import[] = [
    {
      regex: `^(?:\\.\\./){${depth}}${inside && `(?!${inside})`}`,
      message: `${folder} may import ${allowed.join(', ') || 'nothing'} of src, and nothing outside it.`,
    },
    { regex: '(?:^\\./|(?:^|/)[^./][^/]*/)\\.\\./', message: 'First up, then down: a path without a detour.' },
    AMBIENT_MODULES,
    ITSELF,
  ];
  if (!PURE.includes(folder)) return { imports: [SDK, ...everywhere], dynamic: everywhere, globals: STREAMS };
  const impure = `^(?!\\.)(?!(?:${PURE_PACKAGES.join('|')})(?:/|$))`;
  return {
    imports: [SDK, { regex: `${impure}(?!@anthropic-ai/sdk(?:/|$))`, message: PURELY }, ...everywhere],
    dynamic: [{ regex: impure, message: PURELY }, ...everywhere],
    globals: AMBIENT_GLOBALS,
    properties: AMBIENT_PROPERTIES.map((entry) => ({ ...entry, message: PURELY })),
    syntax: AMBIENT_SYNTAX.map(({ selector, what }) => ({ selector, message: `${what}. ${PURELY}` })),
  };
}

/** The options of the four core rules that say no. All in one place, because a later entry replaces an earlier one. */
function restrict({ imports, dynamic = [], globals = [], properties = [], syntax = [] }: Limits): Linter.RulesRecord {
  const named = globals.map((name) => ({ name, message: STREAMS.includes(name) ? AMBIENT_MODULES.message : PURELY }));
  // An attribute selector takes a regular expression without a slash inside.
  const query = (regex: string): string => `/${regex.replaceAll('/', '\\u002F')}/`;
  return {
    'no-restricted-imports': ['error', { patterns: imports }],
    'no-restricted-globals': ['error', ...named],
    'no-restricted-properties': ['error', ...properties],
    'no-restricted-syntax': [
      'error',
      { selector: 'ImportExpression[source.type!="Literal"]', message: 'Name the module in the import().' },
      ...dynamic.map(({ regex, message }) => ({
        selector: `ImportExpression > Literal[value=${query(regex)}]`,
        message,
      })),
      ...syntax,
    ],
  };
}

function refuse(message: string): Linter.RulesRecord {
  return { 'no-restricted-syntax': ['error', { selector: 'Program', message }] };
}
