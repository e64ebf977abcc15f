/** A look around: the fixtures in a ledger of their own, which is gone afterwards, two reports of them, a diagnosis and a what-if. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Not those that are without a time, or broken on purpose. */
const LOGS = ['claude-code', 'messages', 'event-stream', 'batch-results', 'plain-table'];
const REPORTS = [
  ['report', '--by', 'model'],
  ['report', '--by', 'day'],
  ['diagnose', '--where', 'source=claude-code'],
  ['whatif', '--where', 'source=claude-code', '--where', 'model=claude-sonnet-5-5'],
];
const FIRST = 'Two weeks of invented logs, read into a ledger that goes when this ends.';
const LAST = `Your own, from Claude Code:  promptcache-cost ingest ~/.claude/projects
From anything else:          promptcache-cost ingest LOGS... (which logs: promptcache-cost ingest --help)`;

const root = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'promptcache-cost-demo-'));

// Ctrl-C ends the command that runs; what follows here is to clean up.
process.on('SIGINT', () => undefined);
try {
  process.exitCode = demonstrate();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The first exit code that is not 0. */
function demonstrate(): number {
  if (!existsSync(path.join(root, 'dist', 'main.js'))) {
    const built = runNode(path.join('scripts', 'build.ts'));
    if (built !== 0) return built;
  }
  console.log(FIRST);
  const read = cli('ingest', ...LOGS.map((name) => path.join(root, 'fixtures', name)), '--quiet');
  if (read !== 0) return read;
  for (const report of REPORTS) {
    console.log(`\n$ promptcache-cost ${report.join(' ')}`);
    const reported = cli(...report);
    if (reported !== 0) return reported;
  }
  console.log(`\n${LAST}`);
  return 0;
}

function cli(...args: string[]): number {
  return runNode(path.join('bin', 'promptcache-cost.js'), ...args);
}

/** With nobody's ledger and settings: the folder is new, and so is everything that the environment names. */
function runNode(script: string, ...args: string[]): number {
  const own = { PROMPTCACHE_COST_DB: path.join(scratch, 'usage.db'), XDG_CONFIG_HOME: scratch };
  const env = { ...process.env, ...own };
  const done = spawnSync(process.execPath, [path.join(root, script), ...args], { cwd: scratch, env, stdio: 'inherit' });
  if (done.error) throw done.error;
  return done.status ?? 1;
}
