/**
 * The steps of OpenCode's messages. A message has the tokens of its last step only (its cost is that of all), and each step
 * is a call of the model, which a part `step-finish` tells: beside the message in an export, in a row or file of its own else.
 */
import { alikeCounter } from './aggregate-event.ts';
import { idText, inside, isObject, opened } from './fields.ts';
import { HELD, refused, together, type JsonObject, type Reading } from './reading.ts';

interface Step {
  /** Of the message it is of. */
  readonly message: string;
  readonly tokens: JsonObject;
}

/** A part as it is stored, or a row of the table `part`, whose `data` is text; undefined for any other. */
export function stepIn(record: JsonObject): Step | undefined {
  const part = 'message_id' in record ? opened(record['data']) : record;
  if (part?.['type'] !== 'step-finish' || !isObject(part['tokens'])) return undefined;
  return { message: idText(record['message_id'] ?? part['messageID']), tokens: part['tokens'] };
}

/** The message once for each of its steps, as if that were all; by itself where no part tells of one. */
export function stepsOf(message: JsonObject, parts: unknown): readonly JsonObject[] {
  const steps = Array.isArray(parts) ? parts.filter(isObject).flatMap((part) => stepIn(part) ?? []) : [];
  return steps.length === 0 ? [message] : steps.map(({ tokens }) => ({ ...message, tokens }));
}

/** How many steps of a message have told the same so far, this one included. */
export function stepCounter(): (id: string, tokens: unknown) => number {
  const alike = alikeCounter();
  return (id, tokens) => {
    const counts = isObject(tokens) ? tokens : {};
    const cache = inside(counts, 'cache');
    const all = [counts['input'], counts['output'], counts['reasoning'], cache['read'], cache['write']];
    // What is no count is rejected, and may be nested without end.
    return alike(JSON.stringify([id, ...all.map((count) => (typeof count === 'number' ? count : null))]));
  };
}

/** Messages and steps of a log of rows, in any order. */
interface StepLog {
  message(id: string, message: JsonObject): Reading;
  step(step: Step): Reading;
  /** The input has ended. */
  end(): Reading;
}

/** Messages remembered; the parts of one stand close to it, or the tables one after the other. */
const MOST_MESSAGES = 20_000;

/** `read`: a message as a call. `nth`: how many steps of it have told the same, this one included. */
export function stepLog(read: (message: JsonObject, nth: number) => Reading): StepLog {
  const messages = new Map<string, JsonObject>();
  const waiting = new Map<string, Step[]>();
  const nthOf = stepCounter();

  function stepOf(message: JsonObject, { message: id, tokens }: Step): Reading {
    return read({ ...message, tokens }, nthOf(id, tokens));
  }

  return {
    message(id, message) {
      const own = read(message, 1);
      if (id === '') return own;
      messages.set(id, message);
      const [oldest] = messages.keys();
      if (messages.size > MOST_MESSAGES && oldest !== undefined) messages.delete(oldest);
      const steps = waiting.get(id) ?? [];
      waiting.delete(id);
      return steps.length === 0 ? own : together([own, ...steps.map((step) => stepOf(message, step))]);
    },
    step(step) {
      const message = messages.get(step.message);
      if (message !== undefined) return stepOf(message, step);
      waiting.set(step.message, [...(waiting.get(step.message) ?? []), step]);
      return HELD;
    },
    end() {
      const lost = [...waiting.values()].flat();
      return together(lost.map(() => refused('no_message')));
    },
  };
}
