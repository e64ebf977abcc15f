/** The message that the events of one response come to, where a log holds them all in one record. */
import { known, withSplit } from './event-stream.ts';
import { inside, isObject, unfolded } from './fields.ts';
import type { JsonObject } from './reading.ts';

interface StreamedMessage {
  readonly message: JsonObject;
  /** Whether its final output was among them; what `message_start` says of it is a placeholder. */
  readonly counted: boolean;
}

/** Undefined where they are no events of the Messages API. */
export function streamedMessage(events: readonly unknown[]): StreamedMessage | undefined {
  let message: JsonObject | undefined;
  let counted = false;
  for (const event of events.filter(isObject)) {
    if (event['type'] === 'message_start' && isObject(event['message'])) message = event['message'];
    if (event['type'] !== 'message_delta' || message === undefined) continue;
    const usage = known(inside(event, 'usage'));
    counted ||= 'output_tokens' in usage;
    message = {
      ...message,
      ...known(inside(event, 'delta')),
      usage: withSplit({ ...inside(message, 'usage'), ...usage }),
    };
  }
  return message && { message, counted };
}

/** The events in a recorded body of server-sent events. */
export function eventsIn(body: string): readonly unknown[] {
  return body
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => unfolded(line.slice('data:'.length)));
}
