/**
 * Pages of a report, as its API answers them: one that says there are more (`has_more`) is complete only with the page that
 * follows. The last one without a next is flagged, for what the others hold is missing.
 */
import { FLAGS } from '../core/flags.ts';
import { HELD, reading, refused, together, type JsonObject, type Reading } from './reading.ts';
import type { Context, Reader } from './source.ts';

/** Text of every page, also of one without usage: whether another follows is for it to say. */
export const PAGE_MARK = '"has_more"';

function isPage({ data, has_more: hasMore }: JsonObject): boolean {
  return Array.isArray(data) && hasMore !== undefined;
}

/** `read`: one page, bucket or row. */
export function pagesReader(read: (record: JsonObject, context: Context) => Reading): Reader {
  let waiting: Reading | undefined;
  let isOpen = false;
  return {
    read(record, context) {
      const page = reading(() => read(record, context));
      if (!isPage(record)) return page;
      isOpen = record['has_more'] === true;
      // Without usage there is nothing to flag: the page before stays the last one that has any.
      if (isOpen && page.kind !== 'events') return page;
      const before = waiting;
      waiting = isOpen ? page : undefined;
      if (before === undefined) return waiting === undefined ? page : HELD;
      if (waiting === undefined) return together([before, page]);
      return before.kind === 'events' ? { ...before, holds: true } : HELD;
    },
    end() {
      const last = waiting;
      waiting = undefined;
      if (last?.kind !== 'events') return isOpen ? refused('more_pages') : together([]);
      const events = last.events.map((event) => ({ ...event, flags: event.flags | FLAGS.more_pages.bit }));
      return { ...last, events };
    },
  };
}
