/** Conversations of usage alone, as a plain table in the order of time: what a what-if replays. */
import type { Random } from './random.ts';
import type { Tokens } from './truth.ts';

export const SESSION_HEAD = 'at,model,input,cache_write_5m,cache_write_1h,cache_read,output,id,session,thread,project';
const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-fable-5-1'];
const AT_ONCE = 20;
const LONGEST = 120;

interface Session {
  readonly id: string;
  readonly model: string;
  readonly forAnHour: boolean;
  readonly project: string;
  at: number;
  cached: number;
  left: number;
}

interface Row {
  readonly line: string;
  readonly model: string;
  readonly tokens: Tokens;
}

/** `rows` requests between two instants (ms UTC), many conversations at a time; most rests are short, some are not. */
export function* sessionRows(random: Random, rows: number, from: number, until: number): Iterable<Row> {
  const open: Session[] = Array.from({ length: AT_ONCE }, (_, index) => begin(random, from + index));
  const step = (until - from) / rows;
  for (let row = 0; row < rows; row++) {
    const now = Math.floor(from + row * step);
    const place = random.below(AT_ONCE);
    const session = open[place];
    if (session === undefined) continue;
    yield requestOf(random, session, now, row);
    session.left -= 1;
    if (session.left === 0) open[place] = begin(random, now);
  }
}

function begin(random: Random, at: number): Session {
  return {
    ...{ id: random.uuid(), model: random.pick(MODELS as [string, ...string[]]), forAnHour: random.chance(40) },
    ...{ project: `p${random.below(50)}`, at, cached: 0, left: random.between(2, LONGEST) },
  };
}

/** A prefix is read while it is alive, and one time in thirty it has changed. */
function requestOf(random: Random, session: Session, now: number, row: number): Row {
  const lives = session.forAnHour ? 3_600_000 : 300_000;
  const isHit = session.cached > 0 && now - session.at <= lives && !random.chance(3);
  const read = isHit ? session.cached : 0;
  const written = (isHit ? 0 : Math.max(session.cached, 9_000)) + random.between(200, 3_000);
  session.cached = read + written;
  session.at = now;
  const [short, long] = session.forAnHour ? [0, written] : [written, 0];
  const own = { input: random.below(300), output: random.between(20, 900) };
  const tokens = { ...own, cache_write_5m: short, cache_write_1h: long, cache_read: read, web_search: 0 };
  const { id: conversation, model, project } = session;
  const id = `request-${String(row).padStart(12, '0')}`;
  const usage = `${own.input},${short},${long},${read},${own.output}`;
  return {
    line: `${new Date(now).toISOString()},${model},${usage},${id},${conversation},main,${project}`,
    ...{ model, tokens },
  };
}
