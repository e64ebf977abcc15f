/** A server of this machine that answers as no API would, for whatever it is asked. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';

export interface HostileServer {
  readonly url: string;
  /** "GET /v1/…" */
  readonly asked: string[];
  /** Resolves once the latest answer is over for both sides. */
  readonly over: () => Promise<void>;
  close(): Promise<void>;
}

export async function hostileServer(answer: (response: ServerResponse) => void): Promise<HostileServer> {
  const asked: string[] = [];
  let over = Promise.resolve();
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    over = once(response, 'close').then(() => undefined);
    request.resume();
    answer(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    over: () => over,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Headers never come. */
export const silent = (): void => undefined;

/** The headers and the beginning come, and nothing more. */
export function stalled(response: ServerResponse): void {
  response.writeHead(200, JSON_TYPE).write('{"data":[');
}

/** A byte at a time, without end. */
export function dripping(response: ServerResponse): void {
  stalled(response);
  const drop = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(drop));
}

/** Blanks without end, packed a thousand to one. */
export function bomb(response: ServerResponse): void {
  response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' });
  const packed = createGzip();
  packed.pipe(response);
  response.once('close', () => packed.destroy());
  pour(packed, response);
}

/** The same, as they are. */
export function endless(response: ServerResponse): void {
  response.writeHead(200, JSON_TYPE);
  pour(response, response);
}

function pour(into: Writable, response: ServerResponse): void {
  const blanks = Buffer.alloc(1 << 16, ' ');
  const more = (): void => {
    while (!response.destroyed) if (!into.write(blanks)) return void into.once('drain', more);
  };
  more();
}
