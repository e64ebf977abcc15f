/** Seeded logs of any size, shaped like real ones, with the truth about them beside them. All text is made up. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeChain, type Chain, type KeptLine, type World } from './synthetic/chain.ts';
import { Filler, word } from './synthetic/filler.ts';
import { summary } from './synthetic/lines.ts';
import { Random } from './synthetic/random.ts';
import { SESSION_HEAD, sessionRows } from './synthetic/sessions.ts';
import { addResponse, emptyTruth, type Tokens, type Truth } from './synthetic/truth.ts';
import { EPOCH, MODELS, SMALL_MODEL, SPAN_MS, serviceTokens, usageOf } from './synthetic/usage.ts';
import { JoinedWriter, LineWriter } from './synthetic/writer.ts';

const VERSIONS: readonly [string, ...string[]] = ['2.1.228', '2.1.251', '2.1.283', '2.1.330'];
const BRANCHES: readonly [string, ...string[]] = ['main', 'feat/cache', 'fix/ingest', 'release/1.2'];

interface Wanted {
  readonly out: string;
  readonly bytes: number;
  readonly seed: number;
}

/** Writes out/projects/<slug>/<session>.jsonl, sub-agents below their session, and out/truth.json. */
export function generate({ out, bytes, seed }: Wanted): Truth {
  rmSync(out, { recursive: true, force: true });
  const writer = new LineWriter();
  return save(out, writeProjects({ out, bytes, seed }, writer));
}

/** The same lines, in a single file. */
export function generateJoined({ out, bytes, seed }: Wanted): Truth {
  rmSync(out, { recursive: true, force: true });
  const writer = new JoinedWriter(path.join(out, 'projects', '-home-dev-joined', `${new Random(seed).uuid()}.jsonl`));
  const truth = writeProjects({ out, bytes, seed }, writer);
  writer.end();
  return save(out, { ...truth, truncated: 0 });
}

function writeProjects({ out, bytes, seed }: Wanted, writer: LineWriter): Truth {
  const random = new Random(seed);
  const truth = emptyTruth(seed);
  const world: World = { random, filler: new Filler(random), writer, truth, limit: bytes };
  const projects = Array.from({ length: 24 }, () => `${word(random)}-${word(random)}`);
  let previous: { lines: KeptLine[]; project: string } | undefined;
  // The rare things happen on a schedule, so that a small directory has each of them too.
  for (let session = 0; world.writer.bytes < bytes; session++) {
    const resumed = session % 8 === 3 ? previous : undefined;
    const project = resumed?.project ?? projects[random.below(projects.length)] ?? '';
    const torn = session % 16 === 2;
    const lines = writeSession(world, path.join(out, 'projects', `-home-dev-${project}`), {
      cwd: `/home/dev/${project}`,
      resumed: resumed?.lines ?? [],
      torn,
      agents: session % 3 === 1 ? random.between(1, 4) : 0,
    });
    previous = { lines, project };
  }
  const { files, lines, bytes: written } = writer;
  return { ...truth, files, lines, bytes: written };
}

interface SessionPlan {
  readonly cwd: string;
  readonly resumed: readonly KeptLine[];
  readonly torn: boolean;
  readonly agents: number;
}

function writeSession(world: World, folder: string, { cwd, resumed, torn, agents }: SessionPlan): KeptLine[] {
  const { random, writer, truth } = world;
  const session = random.uuid();
  const common = { session, cwd, version: random.pick(VERSIONS), branch: random.pick(BRANCHES), parent: null };
  const main: Chain = { ...common, agent: '', model: random.pick(MODELS), at: EPOCH + random.below(SPAN_MS) };

  writer.open(path.join(folder, `${session}.jsonl`));
  if (random.chance(20)) writer.line(...summary(world));
  for (const { bytes, usage } of resumed) {
    writer.again(bytes);
    truth.copied_lines += 1;
    if (usage) truth.usage_lines += 1;
  }
  const kept = writeChain(world, main, random.between(15, random.chance(15) ? 400 : 120));
  writer.close(torn ? '{"parentUuid":null,"type":"assistant","message":{"id":"msg_torn","usage":{"input_tok' : '');
  if (torn) truth.truncated += 1;

  for (let count = 0; count < agents; count++) {
    const agent = `a${random.hex(16)}`;
    const model = random.chance(50) ? SMALL_MODEL : main.model;
    writer.open(path.join(folder, session, 'subagents', `agent-${agent}.jsonl`));
    writeChain(
      world,
      { ...common, agent, model, at: main.at - random.between(60, 3600) * 1000 },
      random.between(4, 45),
    );
    writer.close();
  }
  return kept;
}

/** Writes out/responses.ndjson, one wrapped Messages API response per line, and out/truth.json. */
export function generateSlim({ out, rows, seed }: { out: string; rows: number; seed: number }): Truth {
  rmSync(out, { recursive: true, force: true });
  const random = new Random(seed);
  const truth: Truth = { ...emptyTruth(seed), usage_lines: rows };
  const writer = new LineWriter();
  writer.open(path.join(out, 'responses.ndjson'));
  for (let row = 0; row < rows; row++) {
    const tokens = serviceTokens(random);
    const model = random.chance(30) ? SMALL_MODEL : random.pick(MODELS);
    writer.line(responseRow(`msg_01${random.base62(22)}`, EPOCH + Math.floor((SPAN_MS / rows) * row), model, tokens));
    addResponse(truth, model, tokens);
  }
  writer.close();
  return save(out, { ...truth, files: writer.files, lines: writer.lines, bytes: writer.bytes });
}

/** Writes out/requests.csv, usage of conversations in the order of time, and out/truth.json. */
export function generateSessions({ out, rows, seed }: { out: string; rows: number; seed: number }): Truth {
  rmSync(out, { recursive: true, force: true });
  const writer = new LineWriter();
  const truth: Truth = { ...emptyTruth(seed), usage_lines: rows };
  writer.open(path.join(out, 'requests.csv'));
  writer.line(SESSION_HEAD);
  for (const { line, model, tokens } of sessionRows(new Random(seed), rows, EPOCH, EPOCH + SPAN_MS)) {
    writer.line(line);
    addResponse(truth, model, tokens);
  }
  writer.close();
  const { files, lines, bytes } = writer;
  return save(out, { ...truth, files, lines, bytes });
}

/** Put together as text: for millions of short rows, that is what takes the time. */
function responseRow(id: string, at: number, model: string, tokens: Tokens): string {
  const head = `{"id":"${id}","type":"message","role":"assistant","model":"${model}","content":[],"stop_reason":"end_turn"`;
  const usage = JSON.stringify(usageOf(tokens, tokens.output, false));
  return `{"timestamp":"${new Date(at).toISOString()}","response":${head},"usage":${usage}}}`;
}

/** Last, so that its presence says that everything else is there. */
function save(out: string, truth: Truth): Truth {
  writeFileSync(path.join(out, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  return truth;
}
