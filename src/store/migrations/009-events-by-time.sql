-- Events in the order of time, in which whoever reads them one by one or by a period wants them, and in which most are
-- written. Where the event of a key stands is told by key_run and key_chunk.
DROP VIEW usage;

CREATE TABLE event_by_time (
  at INTEGER NOT NULL,
  key BLOB NOT NULL,
  part INTEGER NOT NULL,
  span INTEGER NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  terms INTEGER NOT NULL REFERENCES terms (id),
  scope INTEGER NOT NULL REFERENCES scope (id),
  file INTEGER NOT NULL REFERENCES file (id),
  line INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  above INTEGER,
  input INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  output INTEGER NOT NULL,
  web_search INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  completeness INTEGER NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (at, key, part)
) STRICT, WITHOUT ROWID;

INSERT INTO event_by_time
SELECT
  at, key, part, span, model, terms, scope, file, line, requests, above, input, cache_write_5m, cache_write_1h, cache_read,
  output, web_search, flags, completeness, run
FROM event
ORDER BY at, key, part;

DROP TABLE event;

ALTER TABLE event_by_time RENAME TO event;

CREATE VIEW usage AS
SELECT
  strftime('%Y-%m-%dT%H:%M:%fZ', event.at / 1000.0, 'unixepoch') AS at,
  model.name AS model, terms.source, terms.platform, terms.tier, terms.speed, terms.geo, terms.kind,
  project.name AS project, scope.session, scope.thread, scope.workspace, scope.api_key, scope."user", scope.labels,
  event.requests, event.input, event.cache_write_5m, event.cache_write_1h, event.cache_read, event.output,
  event.web_search, event.flags, file.path AS file, event.line
FROM event
JOIN model ON model.id = event.model
JOIN terms ON terms.id = event.terms
JOIN scope ON scope.id = event.scope
JOIN project ON project.id = scope.project
JOIN file ON file.id = event.file;

-- The instants of events by the first 64 bits of their keys: derived from event, and made anew from it where key_run is
-- empty. A run is sorted and never changed; small ones are merged into larger ones. Its entries are in 2^bits chunks, by
-- their first bits: all high halves, all low halves (32 bits each), then all instants (64-bit floats). filter: for each
-- entry some bits of two 32-bit words, so that most keys are known to be new without looking.
CREATE TABLE key_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entries INTEGER NOT NULL,
  bits INTEGER NOT NULL,
  filter BLOB NOT NULL
) STRICT;

CREATE TABLE key_chunk (
  run INTEGER NOT NULL REFERENCES key_run (id),
  place INTEGER NOT NULL,
  entries BLOB NOT NULL,
  PRIMARY KEY (run, place)
) STRICT, WITHOUT ROWID;
