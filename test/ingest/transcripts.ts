/** Small synthetic transcripts for the tests of ingest. */
export interface LineFields {
  readonly id?: string;
  readonly at?: string;
  readonly model?: string;
  readonly input?: number;
  readonly output?: number;
  readonly session?: string;
  readonly project?: string;
  readonly usage?: Record<string, unknown>;
  readonly diagnostics?: unknown;
  readonly top?: Record<string, unknown>;
}

/** One assistant line of a transcript. */
export function line(fields: LineFields = {}): string {
  const { id = 'msg_1', at = '2026-11-10T12:00:00.000Z', model = 'claude-haiku-4-5-20251001' } = fields;
  const {
    input = 1000,
    output = 10,
    session = 's1',
    project = '/home/dev/shop',
    usage = {},
    diagnostics,
    top = {},
  } = fields;
  return JSON.stringify({
    type: 'assistant',
    sessionId: session,
    timestamp: at,
    cwd: project,
    requestId: `req_${id}`,
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [{ type: 'text', text: 'ok' }],
      stop_reason: 'end_turn',
      diagnostics,
      usage: { input_tokens: input, output_tokens: output, ...usage },
    },
    ...top,
  });
}

export function lines(...fields: LineFields[]): string {
  return fields.map((each) => `${line(each)}\n`).join('');
}

/** A line that is no response. */
export const USER_LINE: string = `${JSON.stringify({ type: 'user', sessionId: 's1', message: { role: 'user', content: 'hi' } })}\n`;
