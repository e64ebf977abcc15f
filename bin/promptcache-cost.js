#!/usr/bin/env node
// Plain enough for any Node that knows modules, so that an old one gets a sentence instead of a syntax error.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FLOOR = [22, 15];
const NEEDED =
  'needs Node ' +
  FLOOR.join('.') +
  ' or newer, and this is ' +
  process.versions.node +
  '. Install Node 22.15 or later: https://nodejs.org';
const parts = process.versions.node.split('.').map(Number);
const recent = parts[0] > FLOOR[0] || (parts[0] === FLOOR[0] && parts[1] >= FLOOR[1]);

function give(text) {
  process.stderr.write('promptcache-cost: ' + text + '\n');
  process.exitCode = 2;
}

// A checkout brings a Node of its own; PROMPTCACHE_COST_NODE keeps one that is broken from being tried again.
async function withOwnNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const own = fileURLToPath(new URL('../node_modules/node/bin/' + name, import.meta.url));
  if (!existsSync(own) || process.env.PROMPTCACHE_COST_NODE === own) return false;
  const script = fileURLToPath(import.meta.url);
  // Only here: a recent Node is started with every run, and this would be an eighth of its start.
  const { spawn } = await import('node:child_process');
  const { constants } = await import('node:os');
  const env = Object.assign({}, process.env, { PROMPTCACHE_COST_NODE: own });
  return new Promise(function (resolve) {
    const child = spawn(own, [script].concat(process.argv.slice(2)), { stdio: 'inherit', env: env });
    // Whoever started this knows only this process: what it is told to do, the one that does the work has to do.
    ['SIGTERM', 'SIGINT', 'SIGHUP'].forEach(function (signal) {
      process.on(signal, function () {
        child.kill(signal);
      });
    });
    child.on('error', function () {
      // Not one that could not be sent a signal: that is running, or has ended.
      if (child.pid === undefined) resolve(false);
    });
    child.on('exit', function (code, signal) {
      process.exitCode = signal ? 128 + constants.signals[signal] : code;
      resolve(true);
    });
  });
}

function explain(error) {
  const text = String((error && error.message) || error);
  if (/dist[\\/]main\.js/.test(text)) return 'not built yet. In a checkout: npm ci';
  if (/better[_-]sqlite3/.test(text)) {
    return 'the SQLite binding is missing or does not fit this Node. Install again: npm ci (or npm install -g promptcache-cost)';
  }
  return 'cannot start: ' + text;
}

if (recent) {
  import('../dist/main.js').catch(function (error) {
    give(explain(error));
  });
} else {
  withOwnNode().then(function (done) {
    if (!done) give(NEEDED);
  });
}
