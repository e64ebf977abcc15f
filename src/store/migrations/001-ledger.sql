-- The ledger: what was billed, in tokens, never in dollars. Texts that repeat are numbered once.

CREATE TABLE model (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE project (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- What decides the price beside model and date. '' is unknown.
CREATE TABLE terms (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  platform TEXT NOT NULL,
  tier TEXT NOT NULL,
  speed TEXT NOT NULL,
  geo TEXT NOT NULL,
  kind TEXT NOT NULL,
  UNIQUE (source, platform, tier, speed, geo, kind)
) STRICT;

-- What people group by. labels is a JSON object with sorted keys, or ''.
CREATE TABLE scope (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  session TEXT NOT NULL,
  thread TEXT NOT NULL,
  workspace TEXT NOT NULL,
  api_key TEXT NOT NULL,
  "user" TEXT NOT NULL,
  labels TEXT NOT NULL,
  UNIQUE (project, session, thread, workspace, api_key, "user", labels)
) STRICT;

-- A file as far as it has been read. options: the flags it was read with; another set reads it anew.
-- fingerprint: a hash of its first bytes and of the last ones before read_to, which tells whether it was only appended
-- to. size is -1 until it has been read to its end. outcome: what its records came to (JSON).
CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  options TEXT NOT NULL DEFAULT '',
  size INTEGER NOT NULL DEFAULT -1,
  modified INTEGER NOT NULL DEFAULT 0,
  read_to INTEGER NOT NULL DEFAULT 0,
  line INTEGER NOT NULL DEFAULT 1,
  fingerprint TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT ''
) STRICT;

-- One run of ingest.
CREATE TABLE run (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, version TEXT NOT NULL) STRICT;

-- One inference of a billed response. key: 128 bits of SHA-256 over the response's own id; part: which inference
-- of it. at: ms UTC, first seen; span: ms until last seen. run: the run that last counted it.
CREATE TABLE event (
  key BLOB NOT NULL,
  part INTEGER NOT NULL,
  at INTEGER NOT NULL,
  span INTEGER NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  terms INTEGER NOT NULL REFERENCES terms (id),
  scope INTEGER NOT NULL REFERENCES scope (id),
  file INTEGER NOT NULL REFERENCES file (id),
  line INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  input INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  output INTEGER NOT NULL,
  web_search INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  completeness INTEGER NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (key, part)
) STRICT, WITHOUT ROWID;

-- For whoever opens the ledger with another program.
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
