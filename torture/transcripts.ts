/** Invented Claude Code transcripts: responses on several lines, sub-agents, and sessions that begin with lines of another. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from './random.ts';

const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-4-5-20251001', 'nobodys-model-9'];
const PROJECTS = ['-home-dev-shop', '-home-dev-search', '-home-dev-mail'];
const FIRST_DAY = Date.UTC(2026, 8, 1, 8);
const DAYS = 60;
const DAY_MS = 86_400_000;

export type Files = ReadonlyMap<string, Buffer>;

/** Files by their path, of so many bytes together, and at least one for each project; `words` is how much of each response is text. */
export function transcripts(random: Random, bytes: number, words = 40): Files {
  const files = new Map<string, Buffer>();
  let earlier: readonly string[] = [];
  for (let made = 0, number = 0; made < bytes || number < PROJECTS.length; number++) {
    const project = PROJECTS[number % PROJECTS.length] ?? '';
    const session = `${random.word(8)}-${number}`;
    const lines = sessionLines(random, { project, session, words, agent: undefined });
    // A session that was resumed has a copy of what came before.
    const copied = random.next() < 0.3 ? earlier.slice(0, random.between(1, 60)) : [];
    add(path.join('projects', project, `${session}.jsonl`), [...copied, ...lines]);
    if (random.next() < 0.3) {
      const agent = random.word(7);
      const side = sessionLines(random, { project, session, words, agent });
      add(path.join('projects', project, session, 'subagents', `agent-${agent}.jsonl`), side);
    }
    earlier = lines;

    function add(file: string, text: readonly string[]): void {
      const content = Buffer.from(`${text.join('\n')}\n`);
      files.set(file, content);
      made += content.length;
    }
  }
  return files;
}

interface Session {
  readonly project: string;
  readonly session: string;
  readonly words: number;
  readonly agent: string | undefined;
}

function sessionLines(random: Random, { project, session, words, agent }: Session): string[] {
  const lines: string[] = [];
  const model = random.pick(MODELS);
  let at = FIRST_DAY + random.between(0, DAYS * DAY_MS);
  let cached = 0;
  let context = random.between(8_000, 40_000);
  const common = {
    ...{ isSidechain: agent !== undefined, cwd: `/home/dev/${project.slice(10)}`, sessionId: session },
    ...(agent === undefined ? {} : { agentId: agent }),
    ...{ version: '2.1.318', gitBranch: random.pick(['main', 'feature/cart']) },
  };
  const line = (fields: object): void => {
    lines.push(JSON.stringify({ ...common, timestamp: new Date(at).toISOString(), uuid: random.word(12), ...fields }));
  };
  for (let turn = random.between(40, 160); turn > 0; turn--) {
    line({ type: 'user', message: { role: 'user', content: text(random, words) } });
    const idle = random.next() < 0.9 ? random.between(2, 60) : random.between(300, 8_000);
    at += idle * 1_000;
    if (idle > 3_600) cached = 0;
    const output = random.between(20, 3_000);
    const written = Math.max(0, context - cached);
    const usage = {
      input_tokens: random.between(1, 12),
      cache_creation_input_tokens: written,
      cache_read_input_tokens: cached,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: written },
      ...{ output_tokens: output, service_tier: 'standard' },
    };
    cached = context;
    context = context > 170_000 ? random.between(15_000, 30_000) : context + output + random.between(100, 4_000);
    cached = Math.min(cached, context);
    const id = `msg_01${random.word(16)}`;
    const requestId = `req_011C${random.word(16)}`;
    for (let rest = random.between(0, 2); rest >= 0; rest--, at += 300) {
      // While a response streams, fewer tokens have been written.
      const counts = rest > 0 ? { ...usage, output_tokens: random.between(1, output) } : usage;
      const content = [{ type: 'text', text: text(random, words) }];
      const message = { id, type: 'message', role: 'assistant', model, content, usage: counts };
      line({ type: 'assistant', requestId, message: { ...message, stop_reason: rest > 0 ? null : 'end_turn' } });
    }
  }
  return lines;
}

/** With what JSON escapes, and with a usage that is none. */
function text(random: Random, words: number): string {
  const some = ['so', 'it "is"', 'a\nline', 'back\\slash', 'é→✓', '{"usage":{"input_tokens":5}}', 'plain', 'words'];
  return Array.from({ length: words }, () => random.pick(some)).join(' ');
}

export function writeFiles(folder: string, files: Files): void {
  for (const [file, content] of files) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}
