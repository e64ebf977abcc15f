/**
 * The package as it would be published, on every line of Node that it supports: each one ingests the fixtures into a
 * ledger of its own, and all of them have to print the same report.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The floor of "engines", the line of development, the newest line. */
const VERSIONS = ['22.15.0', '24', '26'];

const windows = process.platform === 'win32';
const root = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'promptcache-cost-nodes-'));
const cli = path.join(scratch, 'node_modules', 'promptcache-cost', 'bin', 'promptcache-cost.js');

try {
  if (!existsSync(path.join(root, 'dist', 'main.js'))) throw new Error('There is no dist/: run "npm run build" first.');
  const nodes = fetchNodes();
  let failed = 0;
  let reference: string | undefined;
  for (const node of nodes) {
    try {
      const report = tryOut(node);
      reference ??= report;
      if (report !== reference) throw new Error(`the report differs from the one of Node ${VERSIONS[0]}`);
      console.log(`ok     Node ${node.version}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED Node ${node.version}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.log(`${nodes.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

interface NodeBinary {
  readonly version: string;
  readonly binary: string;
}

/**
 * The npm package "node" fetches its binary in an install script, which npm may block. The package of the
 * platform that it would fetch holds the binary itself.
 */
function fetchNodes(): NodeBinary[] {
  const platform = windows ? 'win' : process.platform;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = [prefix, platform, process.arch].join('-');
  npm(root, 'pack', '--ignore-scripts', '--pack-destination', scratch);
  const packed = readdirSync(scratch).filter((file) => file.endsWith('.tgz'));
  const wanted = [...VERSIONS.map((version) => `node-${version}@npm:${name}@${version}`), ...packed];
  npm(scratch, 'install', '--prefix', scratch, '--no-save', '--no-package-lock', '--ignore-scripts', ...wanted);
  return VERSIONS.map((version) => {
    const file = windows ? 'node.exe' : 'node';
    const binary = path.join(scratch, 'node_modules', `node-${version}`, 'bin', file);
    return { binary, version: execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim().slice(1) };
  });
}

function npm(cwd: string, ...args: string[]): void {
  const script = process.env['npm_execpath'];
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
  const done = spawnSync(command, [...first, ...args], { cwd, encoding: 'utf8', shell: !script && windows });
  if (done.status !== 0)
    throw new Error(`Packing it or fetching the Nodes failed:\n${done.stderr}${done.error?.message ?? ''}`);
}

/** The report this Node prints, as text, once everything else it printed was right. */
function tryOut({ binary, version }: NodeBinary): string {
  // The same relative names for each, so that whatever names a file is the same text.
  const cwd = path.join(scratch, `ledger-${version}`);
  cpSync(path.join(root, 'fixtures'), path.join(cwd, 'fixtures'), { recursive: true });
  const run = (...args: string[]): string => runCli(binary, cwd, args);
  const shown = run('--version').trim();
  if (!/^\d+\.\d+\.\d+/.test(shown)) throw new Error(`--version printed "${shown}"`);
  JSON.parse(run('ingest', 'fixtures', '--db', 'usage.db', '--format', 'json'));
  const printed = run('report', '--db', 'usage.db', '--format', 'json', '--by', 'model');
  // When it was read is of the run.
  const report = printed.replace(/^ *"(?:last_read|changed_files|new_files)": .*\n/gm, '');
  JSON.parse(report);
  return report;
}

function runCli(binary: string, cwd: string, args: string[]): string {
  const done = spawnSync(binary, [cli, ...args], { cwd, encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });
  if (done.error) throw done.error;
  if (done.status === 0) return done.stdout;
  const said = done.stderr.trim() || done.stdout.trim();
  throw new Error(`"${args[0]}" exited ${done.status ?? done.signal}\n${said}`);
}
