/** Reports of an invented organization, on this machine: paged, and as unwilling as a test wants. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly report: 'usage' | 'cost';
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** In place of a page. */
export type Fault =
  | {
      readonly status: number;
      readonly type?: string;
      readonly retryAfter?: number;
      readonly body?: string;
      readonly location?: string;
    }
  /** The connection breaks before anything, or in the middle of the page. */
  | 'reset'
  | 'cut';

export interface ReportServer {
  readonly url: string;
  readonly asked: Asked[];
  /** What is asked for, in few words: "usage 2026-11-01..2026-11-02 page 2". */
  readonly lines: () => string[];
  close(): Promise<void>;
}

const MS = { '1h': 3_600_000, '1d': 86_400_000 };
/** Rows on a page: few, so that there are many pages. */
const ROWS = 3;
const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5'];
const TYPES = ['uncached_input_tokens', 'cache_read_input_tokens', 'output_tokens'];

/** Of an hour, so that a day is 24 times as much: 1,000 input, 10,000 read and 100 output, of Sonnet twice as much. */
export const HOUR = { input: 1_000, read: 10_000, output: 100 };

export async function reportServer(
  fault: (asked: Asked, before: number) => Fault | undefined = () => undefined,
  { refreshedAt = null, factor = 1 }: { readonly refreshedAt?: string | null; readonly factor?: number } = {},
): Promise<ReportServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const report = /^\/v1\/organizations\/analytics\/(usage|cost)$/.exec(pathname)?.[1] as Asked['report'] | undefined;
    if (report === undefined || request.method !== 'GET') return void response.writeHead(404).end('{}');
    const one = { report, query: searchParams, headers: request.headers };
    const wrong = fault(one, asked.length);
    asked.push(one);
    const page = JSON.stringify(pageOf(one, refreshedAt, factor));
    if (wrong === undefined) return void response.writeHead(200, { 'content-type': 'application/json' }).end(page);
    fail(wrong, page, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    lines: () => asked.map(lineOf),
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function lineOf({ report, query }: Asked): string {
  const day = (name: string): string => (query.get(name) ?? '').slice(0, 10);
  return `${report} ${day('starting_at')}..${day('ending_at')}${query.has('page') ? ` page ${query.get('page')}` : ''}`;
}

function fail(wrong: Fault, page: string, response: ServerResponse): void {
  if (wrong === 'reset') return void response.destroy();
  if (wrong === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(page) });
    return void response.write(page.slice(0, page.length / 2), () => response.destroy());
  }
  if (wrong.location !== undefined) response.setHeader('location', wrong.location);
  if (wrong.retryAfter !== undefined) response.setHeader('retry-after', wrong.retryAfter);
  response.writeHead(wrong.status, { 'content-type': 'application/json' });
  const error = { type: 'error', error: { type: wrong.type ?? 'api_error', message: 'what was asked, in full' } };
  response.end(wrong.body ?? JSON.stringify(error));
}

/** The page's number is its cursor. */
function pageOf({ report, query }: Asked, refreshedAt: string | null, factor: number): unknown {
  const rows = report === 'usage' ? usageRows(query, factor) : costRows(query, factor);
  const page = Number(query.get('page') ?? '1');
  const more = rows.length > page * ROWS;
  return {
    data: rows.slice((page - 1) * ROWS, page * ROWS),
    has_more: more,
    next_page: more ? String(page + 1) : null,
    data_refreshed_at: refreshedAt,
  };
}

function bucketsOf(query: URLSearchParams): { starting_at: string; ending_at: string; hours: number }[] {
  const width = MS[query.get('time_bucket_width') as keyof typeof MS];
  const [from, to] = ['starting_at', 'ending_at'].map((name) => Date.parse(query.get(name) ?? ''));
  const buckets = [];
  for (let at = from ?? 0; at < (to ?? 0); at += width) {
    const text = (ms: number): string => new Date(ms).toISOString().replace('.000', '');
    buckets.push({ starting_at: text(at), ending_at: text(at + width), hours: width / MS['1h'] });
  }
  return buckets;
}

const GROUP = {
  service_tier: 'standard',
  speed: 'standard',
  inference_geo: null,
  context_window: '0-200k',
  actor: null,
};

function usageRows(query: URLSearchParams, factor: number): unknown[] {
  return bucketsOf(query).flatMap(({ hours, ...span }) =>
    MODELS.map((model, index) => {
      const count = (perHour: number): number => perHour * hours * (index + 1) * factor;
      return {
        ...span,
        group: { ...GROUP, model },
        usage: {
          uncached_input_tokens: count(HOUR.input),
          cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
          cache_read_input_tokens: count(HOUR.read),
          output_tokens: count(HOUR.output),
          requests: hours,
          server_tool_use: { web_search_requests: 0 },
        },
      };
    }),
  );
}

/** At 90 % of list price, in cents. */
function costRows(query: URLSearchParams, factor: number): unknown[] {
  const perMillion: Record<string, number[]> = { 'claude-opus-5-5': [4, 0.2, 20], 'claude-sonnet-5-5': [2, 0.1, 10] };
  return bucketsOf(query).flatMap(({ hours, ...span }) =>
    MODELS.flatMap((model, index) =>
      TYPES.map((token_type, type) => {
        const tokens = [HOUR.input, HOUR.read, HOUR.output][type]! * hours * (index + 1) * factor;
        const cents = (tokens * perMillion[model]![type]!) / 10_000;
        return {
          ...span,
          group: { ...GROUP, model, cost_type: 'tokens', token_type },
          cost: { amount: (cents * 0.9).toFixed(4), list_amount: cents.toFixed(4), currency: 'USD', requests: null },
        };
      }),
    ),
  );
}
