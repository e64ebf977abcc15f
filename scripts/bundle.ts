/**
 * The JavaScript of dist/. The program is bundled with its packages into a few files, since Node takes longer to find
 * 300 modules than to run them; the library is one file beside the packages that its users have as well.
 */
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const src = path.join(root, 'src');

/** What starts by itself: the program, and threads. They share what they have in common. */
const PROGRAMS: readonly string[] = ['main.ts', 'ingest/worker.ts'];
const LIBRARY = 'index.ts';

/** A binary, and what only those need who ask the API. */
const APART = ['better-sqlite3', '@anthropic-ai/sdk'];

const COMMON: BuildOptions = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Names stay as they are written, and a stack trace can be read without a map.
  minify: false,
  logLevel: 'warning',
};

/** Writes them, and tells what went where. */
export async function bundle(): Promise<Metafile> {
  const seeking = new Set<string>();
  const { metafile, outputFiles } = await build({
    ...COMMON,
    ...{ entryPoints: PROGRAMS.map((name) => path.join(src, name)), outbase: src },
    ...{ splitting: true, chunkNames: '[name]-[hash]', external: APART },
    plugins: [whereCompiled(seeking), startsNothing],
    ...{ metafile: true, write: false },
  });
  checkPlaces(metafile, seeking);
  for (const { path: file, text } of outputFiles) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, builtInsAskedFor(text));
  }
  await build({ ...COMMON, entryPoints: [path.join(src, LIBRARY)], packages: 'external' });
  return metafile;
}

const OWN = /[\\/]src[\\/].*\.ts$/;
const LOCATION = 'import.meta.url';

/** A file that looks for others beside it looks where it would lie if each were compiled by itself. */
function whereCompiled(seeking: Set<string>): Plugin {
  return {
    name: 'where-compiled',
    setup({ onLoad }) {
      onLoad({ filter: OWN }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        if (!text.includes(LOCATION)) return undefined;
        const own = path.relative(src, file).replaceAll('\\', '/');
        seeking.add(`src/${own}`);
        const compiled = `new URL('${own.replace(/\.ts$/, '.js')}', ${LOCATION}).href`;
        return { contents: text.replaceAll(LOCATION, compiled), loader: 'ts' };
      });
    },
  };
}

/** commander could run commands that are programs of their own. There are none, and what it takes to is 8 ms. */
const startsNothing: Plugin = {
  name: 'starts-nothing',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer) ? { path: 'none', namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export default {};' }));
  },
};

/**
 * An import of a module of Node makes all of it, the streams of node:fs as well: 15 ms of each start. Asking for it makes what
 * is used.
 */
function builtInsAskedFor(text: string): string {
  return text.replace(/^import (\w+|\{[^}]*\}) from ("node:[\w/]+");$/gm, (_, names: string, name: string) => {
    return `const ${names.replace(/ as /g, ': ')} = process.getBuiltinModule(${name});`;
  });
}

/** The places that `whereCompiled` gives are seen from dist/ itself. */
function checkPlaces({ outputs }: Metafile, seeking: ReadonlySet<string>): void {
  for (const [file, { inputs }] of Object.entries(outputs)) {
    const lost = Object.keys(inputs).find((input) => seeking.has(input));
    if (lost !== undefined && path.dirname(file) !== 'dist')
      throw new Error(`${lost} went into ${file}, from where it would not find what lies beside it.`);
  }
}
