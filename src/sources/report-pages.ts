/**
 * Pages of a report, as its API answers them: one that says there are more (`has_more`) is complete only with the page that
 * follows. The last one without a next is flagged, for what the others hold is missing.
 */
import { FLAGS } from '../core/flags.ts';
import { HELD, together, type Context, type JsonObject, type Reader, type Reading } from './source.ts';

/** Text of every page, also of one without usage: whether another follows is for it to say. */
export const PAGE_MARK = '"has_more"';

function isPage({ data, has_more: hasMore }: JsonObject): boolean {
  return Array.isArray(data) && hasMore !== undefined;
}

/** `read`: one page, bucket or row. */
export function pagesReader(read: (record: JsonObject, context: Context) => Reading): Reader {
  let waiting: Reading | undefined;
  return {
    read(record, context) {
      const page = read(record, context);
      if (!isPage(record)) return page;
      const before = waiting;
      waiting = record['has_more'] === true && page.kind === 'events' ? page : undefined;
      if (before === undefined) return waiting === undefined ? page : HELD;
      if (waiting === undefined) return together([before, page]);
      return before.kind === 'events' ? { ...before, holds: true } : HELD;
    },
    end() {
      const last = waiting;
      waiting = undefined;
      if (last?.kind !== 'events') return together([]);
      const events = last.events.map((event) => ({ ...event, flags: event.flags | FLAGS.more_pages.bit }));
      return { ...last, events };
    },
  };
}
