-- From draft 12 of the schema to draft 17, the newest one.

-- Whose call it is, where records of several sessions or logs show one (src/core/event.ts). claim: which record the scope
-- is of, see claimNumber. request: 53 bits of a hash of the request's id, 0 where no log told it.
ALTER TABLE event ADD COLUMN claim INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN request INTEGER NOT NULL DEFAULT 0;

-- Events that are known by their request alone, by its print: where they stand.
CREATE TABLE request_call (request INTEGER PRIMARY KEY, key BLOB NOT NULL, at INTEGER NOT NULL) STRICT;

-- Whether there are events that an earlier version stored, which knew calls without an id of the provider's by other keys.
CREATE TABLE earlier_keys (events INTEGER NOT NULL) STRICT;
INSERT INTO earlier_keys SELECT EXISTS (SELECT 1 FROM event);

-- What makes the figures of an event a bound (bits of src/core/bounds.ts) is kept apart in the rollups as its terms are. Of
-- events stored before nothing is known.
DROP VIEW usage;

CREATE TABLE terms_with_bounds (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  platform TEXT NOT NULL,
  tier TEXT NOT NULL,
  speed TEXT NOT NULL,
  geo TEXT NOT NULL,
  kind TEXT NOT NULL,
  bounds INTEGER NOT NULL,
  UNIQUE (source, platform, tier, speed, geo, kind, bounds)
) STRICT;

INSERT INTO terms_with_bounds SELECT id, source, platform, tier, speed, geo, kind, 0 FROM terms;

DROP TABLE terms;

ALTER TABLE terms_with_bounds RENAME TO terms;

-- Of a prompt whose usage sums several calls: its first call's input, writes and reads ("3 2399 0", "?" where nothing tells);
-- '' is a usage of one call. attribution: keyed hash of the client's attribution header, '' without.
ALTER TABLE prompt ADD COLUMN first_call TEXT NOT NULL DEFAULT '';
ALTER TABLE prompt ADD COLUMN attribution TEXT NOT NULL DEFAULT '';

-- What all events add up to, kept in the same transaction as they are: a figure that does not fit it is not printed.
CREATE TABLE all_events (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  events INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  input INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  output INTEGER NOT NULL,
  web_search INTEGER NOT NULL
) STRICT;

INSERT INTO all_events
SELECT 1, coalesce(sum(events), 0), coalesce(sum(requests), 0), coalesce(sum(input), 0), coalesce(sum(cache_write_5m), 0),
  coalesce(sum(cache_write_1h), 0), coalesce(sum(cache_read), 0), coalesce(sum(output), 0), coalesce(sum(web_search), 0)
FROM model_daily;

-- The version that read a file: another one may understand what it refused, and reads such a file anew.
ALTER TABLE file ADD COLUMN reader TEXT NOT NULL DEFAULT '';
