/** Responses of the Messages API as services log them: the same ones in each envelope. */
export interface Logged {
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly response: object;
}

export type Envelope = (logged: Logged) => string;

export const RESPONSES: readonly object[] = Array.from({ length: 58 }, (_, index) => ({
  id: `msg_01Service${String(index).padStart(12, '0')}`,
  type: 'message',
  role: 'assistant',
  model: index % 3 === 0 ? 'claude-haiku-4-5' : 'claude-opus-4-6',
  content: [{ type: 'text', text: `answer "${index}" with {braces}, {"keys": [1]} and \\ slashes\n` }],
  stop_reason: 'end_turn',
  usage: {
    input_tokens: 5 + index,
    cache_creation_input_tokens: 30,
    cache_read_input_tokens: 1000 * (index % 4),
    cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
    output_tokens: 70 + index,
    service_tier: 'standard',
  },
}));

export function timeOf(index: number): string {
  return `2026-11-${String(1 + (index % 28)).padStart(2, '0')}T1${index % 10}:00:00.250Z`;
}

export function inEnvelope(envelope: Envelope): string {
  return RESPONSES.map((response, index) => `${envelope({ at: timeOf(index), response })}\n`).join('');
}

const json = JSON.stringify;
const wrapped = ({ at, response }: Logged): string => json({ timestamp: at, response });
const local = (at: string): string => at.replace('T', ' ').replace('.250Z', ',250');

export const ENVELOPES: Readonly<Record<string, Envelope>> = {
  'kubectl logs --prefix': (logged) => `[pod/search-7d/app] ${wrapped(logged)}`,
  'kubectl logs --timestamps': ({ at, response }) => `${at.replace('Z', '123456Z')} ${json(response)}`,
  'CRI, of the node': ({ at, response }) => `${at} stdout F ${json(response)}`,
  'docker compose': (logged) => `search-1  | ${wrapped(logged)}`,
  'docker compose, in colour': (logged) => `\u001b[36msearch-1  |\u001b[0m ${wrapped(logged)}`,
  'levels of Python': ({ at, response }) => `${local(at)} INFO app.llm: response=${json(response)}`,
  'a thread in braces': ({ at, response }) => `${at} [{worker-1}] INFO ${json(response)}`,
  'syslog, RFC 5424': ({ at, response }) => `<14>1 ${at} host app 123 - - ${json(response)}`,
  'syslog, without a year': (logged) => `Nov 30 12:00:00 host app[123]: ${wrapped(logged)}`,
  'Docker json-file': ({ at, response }) => json({ log: `${json(response)}\n`, stream: 'stdout', time: at }),
  'Docker json-file, prefixed inside': ({ at, response }) =>
    json({ log: `INFO llm: ${json(response)}\n`, stream: 'stderr', time: at }),
  'fluentd, around a logger': ({ at, response }) =>
    json({ date: Date.parse(at) / 1000, log: json({ level: 30, msg: 'answered', response: json(response) }) }),
  'GCP, structured': ({ at, response }) =>
    json({ insertId: 'x', jsonPayload: { message: 'answered', response }, severity: 'INFO', timestamp: at }),
  'GCP, text': ({ at, response }) => json({ insertId: 'x', textPayload: `INFO ${json(response)}`, timestamp: at }),
  'CloudWatch events': ({ at, response }) => json({ timestamp: Date.parse(at), message: json(response), eventId: '1' }),
  'pino, around the response': ({ at, response }) =>
    json({ level: 30, time: Date.parse(at), pid: 1, response, msg: 'answered' }),
  'pino, beside the message': ({ at, response }) => {
    const { usage, model, id } = response as Readonly<Record<string, unknown>>;
    return json({ level: 30, time: Date.parse(at), pid: 1, usage, model, id, msg: 'answered' });
  },
  'structlog, the event as an object': ({ at, response }) => json({ event: response, level: 'info', '@timestamp': at }),
};
