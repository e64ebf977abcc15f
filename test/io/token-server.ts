/** An endpoint that counts tokens on this machine: by the word, so that a test knows what it must say. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../src/sources/reading.ts';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
}

export interface Said {
  readonly status: number;
  readonly type?: string;
  readonly retryAfter?: number;
  readonly location?: string;
  /** In place of an answer of the API. */
  readonly body?: string;
}

export interface TokenServer {
  readonly url: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** What every request has, beside the words of its blocks. */
const OVERHEAD = 3;

export function wordsOf(body: JsonObject): number {
  const { tools = [], system = [], messages = [] } = body as Record<string, JsonObject[]>;
  const said = [tools, system, messages.flatMap(({ content }) => content as JsonObject[])].flat();
  return OVERHEAD + said.reduce((sum, block) => sum + (JSON.stringify(block).match(/\w+/g)?.length ?? 0), 0);
}

/** `say` answers in place of the count, by the body and how many were asked before. */
export async function tokenServer(
  say: (body: JsonObject, before: number) => Said | undefined = () => undefined,
): Promise<TokenServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as JsonObject;
      const said = say(body, asked.length);
      asked.push({ path: `${request.method} ${request.url}`, headers: request.headers, body });
      if (said?.location !== undefined) response.setHeader('location', said.location);
      if (said?.retryAfter !== undefined) response.setHeader('retry-after', said.retryAfter);
      response.writeHead(said?.status ?? 200, { 'content-type': 'application/json' });
      // As the API does, an error may quote what was sent.
      const error = { type: 'error', error: { type: said?.type ?? 'api_error', message: JSON.stringify(body) } };
      response.end(said?.body ?? JSON.stringify(said ? error : { input_tokens: wordsOf(body) }));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
