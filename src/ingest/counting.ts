/**
 * Having the tokens of prompts counted while their log is read. Requests are held in memory until then; what is stored
 * is how many tokens a prefix has, which is known by hashes.
 */
import type { UsageEvent } from '../core/event.ts';
import { parseModelId } from '../core/model-id.ts';
import { besideOf } from '../core/prompt.ts';
import type { AskTokens, TokenAnswer, TokenFailure } from '../io/count-tokens.ts';
import { askedAt, cutsOf, LEAST_MESSAGES, type Cut } from '../sources/request-cuts.ts';
import type { JsonObject } from '../sources/reading.ts';
import type { CountedPrefix, Ledger } from '../store/ledger.ts';
import { chainsOf } from '../store/runs.ts';

export interface Counting {
  /** Takes note of the prefixes of a request that are not known yet. */
  add(event: UsageEvent, request: JsonObject): void;
  /** So much waits that no more should be read before it is counted. */
  readonly full: boolean;
  /** Counts what waits. Each count is stored when it comes. */
  settle(): Promise<void>;
  readonly tally: CountTally;
}

/** Of prefixes: each counts once, in however many prompts it stands. */
export interface CountTally {
  readonly counted: number;
  /** In the ledger before. */
  readonly known: number;
  readonly missed: number;
  /** Why they were missed, and how many. */
  readonly reasons: Readonly<Record<string, number>>;
  /** The API refused the key. */
  readonly denied: boolean;
}

/** Requests under way at once: about the pace of the lowest limits, and no burden on anybody. */
const AT_ONCE = 4;
/** After so many in a row that stayed without an answer, the rest is not asked for. */
const GIVE_UP_AFTER = 8;
const MOST_WAITING = 256;
const MOST_BYTES = 32 << 20;
/** Prefixes remembered, so that memory does not grow with the log; what is forgotten is looked up again. */
const REMEMBERED = 100_000;

interface Waiting {
  readonly prefix: CountedPrefix;
  readonly request: JsonObject;
  readonly cut: Cut;
}

export function countingInto(ledger: Ledger, ask: AskTokens, onCount: () => void = () => undefined): Counting {
  const tally = { counted: 0, known: 0, missed: 0, reasons: {} as Record<string, number>, denied: false };
  const seen = new Set<string>();
  const least = new Map<string, Promise<TokenAnswer>>();
  const given = new Map<string, TokenFailure>();
  let waiting: Waiting[] = [];
  let bytes = 0;
  let failedInARow = 0;

  function isNew({ chain, parameters, model }: CountedPrefix): boolean {
    const text = `${chain} ${parameters} ${model}`;
    if (seen.has(text)) return false;
    if (seen.size >= REMEMBERED) seen.clear();
    seen.add(text);
    return true;
  }

  /** Nothing is asked for that is bound to fail. */
  async function answerFor(model: string, fields: JsonObject): Promise<TokenAnswer> {
    const failed = given.get(EVERY_MODEL) ?? given.get(model);
    if (failed !== undefined) return { ok: false, ...failed };
    const answer = await ask({ model: parseModelId(model).dated, ...fields });
    failedInARow = answer.ok || !answer.passing ? 0 : failedInARow + 1;
    if (answer.ok) return answer;
    if (answer.concerns === 'everything' || failedInARow >= GIVE_UP_AFTER) given.set(EVERY_MODEL, answer);
    if (answer.concerns === 'model') given.set(model, answer);
    return answer;
  }

  /** Of the least request there can be; asked for once a model. */
  function leastOf(model: string): Promise<TokenAnswer> {
    const asked = least.get(model);
    if (asked !== undefined) return asked;
    const prefix = { chain: '', parameters: '', model };
    const tokens = ledger.countOf(prefix);
    const answer =
      tokens === undefined
        ? answerFor(model, { messages: LEAST_MESSAGES })
        : Promise.resolve({ ok: true, tokens } as const);
    const kept = answer.then((each) => {
      if (each.ok && tokens === undefined) ledger.keepCount(prefix, each.tokens);
      return each;
    });
    least.set(model, kept);
    return kept;
  }

  async function tokensOf({ prefix: { model }, request, cut }: Waiting): Promise<TokenAnswer> {
    const before = cut.level === 'messages' ? NOTHING : await leastOf(model);
    if (!before.ok) return before;
    const answer = await answerFor(model, askedAt(request, cut));
    return answer.ok ? { ok: true, tokens: answer.tokens - before.tokens } : answer;
  }

  async function count(one: Waiting): Promise<void> {
    const answer = await tokensOf(one);
    if (answer.ok) {
      ledger.keepCount(one.prefix, answer.tokens);
      tally.counted += 1;
    } else {
      tally.missed += 1;
      tally.reasons[answer.reason] = (tally.reasons[answer.reason] ?? 0) + 1;
      tally.denied ||= answer.denied;
    }
    onCount();
  }

  return {
    add(event, request) {
      const { prompt, parts } = event;
      const model = parts[0]?.model;
      if (prompt === undefined || model === undefined) return;
      const chains = chainsOf(prompt.blocks);
      const before = waiting.length;
      for (const cut of cutsOf(request)) {
        const chain = chains[cut.blocks - 1] ?? '';
        const prefix = { chain, parameters: besideOf(cut.level, prompt.parameters), model };
        if (!isNew(prefix)) continue;
        if (ledger.countOf(prefix) === undefined) waiting.push({ prefix, request, cut });
        else tally.known += 1;
      }
      if (waiting.length > before) bytes += prompt.blocks.reduce((sum, { size }) => sum + size, 0);
    },
    get full() {
      return waiting.length >= MOST_WAITING || bytes >= MOST_BYTES;
    },
    async settle() {
      const taken = waiting.values();
      [waiting, bytes] = [[], 0];
      const work = async (): Promise<void> => {
        for (const one of taken) await count(one);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
    tally,
  };
}

/** No model has this name. */
const EVERY_MODEL = '';
const NOTHING: TokenAnswer = { ok: true, tokens: 0 };
