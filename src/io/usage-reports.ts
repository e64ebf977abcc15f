/**
 * The provider's reports of usage and cost, page by page: GET /v1/organizations/analytics/usage and .../cost (facts 4.2; in
 * the SDK since 1.2). It wants an Admin key, or one with the scope read:analytics.
 */
import type { APIError } from '@anthropic-ai/sdk';
import type { BetaAnalyticsCostGroupBy } from '@anthropic-ai/sdk/resources/beta/organization/analytics/cost';
import type {
  BetaAnalyticsUsageGroupBy,
  UsageListParams,
} from '@anthropic-ai/sdk/resources/beta/organization/analytics/usage';
import { formatInstant, parseInstant, type Instant } from '../core/time.ts';
import { clientOptions, refusal, unanswered, type Access } from './anthropic-client.ts';
import type { AnswerLimits } from './bounded-fetch.ts';
import { setback, type Setback } from './pace.ts';

/** What reports can be broken down by; usage has neither of the two types of cost. */
export type ReportGroup = BetaAnalyticsCostGroupBy;

export interface PageRequest {
  readonly report: 'usage' | 'cost';
  readonly since: Instant;
  /** Exclusive. */
  readonly until: Instant;
  readonly width: '1d' | '1h';
  readonly groupBy: readonly ReportGroup[];
  /** undefined is the first. */
  readonly page: string | undefined;
}

export interface ReportPage {
  /** As the API has sent it. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly data: readonly unknown[];
  /** As long as it came, unpacked. */
  readonly bytes: number;
  readonly next: string | undefined;
  /** Until when the report is complete, where it says so. */
  readonly refreshedAt: Instant | undefined;
}

export type PageAnswer = { readonly ok: true; readonly page: ReportPage } | ({ readonly ok: false } & PageFailure);

export type PageFailure = Setback;

/** Asks for one page. What goes wrong is an answer, too. */
export type AskPage = (request: PageRequest) => Promise<PageAnswer>;

/** The most rows the API puts on a page. */
const ROWS = 1_000;
/** A page is a tenth as long, and takes seconds. */
const LIMITS: AnswerLimits = { total: 120_000, idle: 30_000, bytes: 16 << 20 };
/** Characters; it becomes a part of an address. */
const LONGEST_CURSOR = 4096;

export async function reportEndpoint(access: Access, limits: AnswerLimits = LIMITS): Promise<AskPage> {
  const sdk = await import('@anthropic-ai/sdk');
  const client = new sdk.default(clientOptions(access, limits));
  const { usage, cost } = client.beta.organization.analytics;
  return async (request) => {
    const { report, groupBy } = request;
    try {
      const asked =
        report === 'usage'
          ? usage.list({ ...paramsOf(request), group_by: groupBy as BetaAnalyticsUsageGroupBy[] })
          : cost.list({ ...paramsOf(request), group_by: [...groupBy] });
      // The answer itself: the SDK's page would pass anything for an empty one.
      const response = await asked.asResponse();
      const text = await response.text();
      const page = pageOf(JSON.parse(text), Buffer.byteLength(text));
      return page === undefined ? { ok: false, ...SENSELESS } : { ok: true, page };
    } catch (error) {
      // The answer was read whole: what cannot be parsed is no answer of this API.
      return { ok: false, ...(error instanceof sdk.APIError ? failureOf(error, limits) : SENSELESS) };
    }
  };
}

/** What both reports take. */
function paramsOf({
  since,
  until,
  width,
  page,
}: PageRequest): Omit<UsageListParams, 'group_by' | 'order_by'> & { readonly order_by: 'time' } {
  return {
    starting_at: formatInstant(since),
    ending_at: formatInstant(until),
    time_bucket_width: width,
    order_by: 'time',
    order: 'asc',
    limit: ROWS,
    ...(page !== undefined && { page }),
  };
}

/** undefined for what is no page, or says that there is more without saying where. */
function pageOf(body: unknown, bytes: number): ReportPage | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const fields = body as Record<string, unknown>;
  const { data, next_page: cursor, has_more: more, data_refreshed_at: refreshed } = fields;
  if (!Array.isArray(data) || typeof more !== 'boolean') return undefined;
  if (more && (typeof cursor !== 'string' || cursor === '' || cursor.length > LONGEST_CURSOR)) return undefined;
  const at = parseInstant(refreshed);
  return {
    body: fields,
    data,
    bytes,
    next: more ? (cursor as string) : undefined,
    refreshedAt: at.ok ? at.at : undefined,
  };
}

const SENSELESS: PageFailure = setback('the answer is no page of a report: is ANTHROPIC_BASE_URL right?');

function failureOf(error: APIError, limits: AnswerLimits): PageFailure {
  if (error.status === undefined) return unanswered(error, limits);
  return refusal(error, error.status, {
    401: 'is ANTHROPIC_ADMIN_KEY right?',
    403: 'this key may not read reports; it takes an Admin key, or one with the scope read:analytics',
    404: 'the API has no such report: is ANTHROPIC_BASE_URL right?',
    other: 'the API does not take the request',
  });
}
