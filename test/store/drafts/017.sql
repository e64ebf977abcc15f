-- What draft 17 of the schema was.

CREATE TABLE model (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE project (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

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
, changed INTEGER NOT NULL DEFAULT 0, reader TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE run (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, version TEXT NOT NULL) STRICT;

CREATE TABLE daily (
  day INTEGER NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  terms INTEGER NOT NULL REFERENCES terms (id),
  project INTEGER NOT NULL REFERENCES project (id),
  above INTEGER NOT NULL,
  events INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  input INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  output INTEGER NOT NULL,
  web_search INTEGER NOT NULL,
  PRIMARY KEY (day, model, terms, project, above)
) STRICT, WITHOUT ROWID;

CREATE TABLE secret (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL) STRICT;

CREATE TABLE prompt_run (
  id INTEGER PRIMARY KEY,
  after INTEGER NOT NULL,
  chain BLOB NOT NULL UNIQUE,
  blocks BLOB NOT NULL
) STRICT;

CREATE TABLE prompt (
  key BLOB PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES prompt_run (id),
  size INTEGER NOT NULL,
  marks TEXT NOT NULL,
  automatic TEXT NOT NULL,
  system_parameters TEXT NOT NULL,
  message_parameters TEXT NOT NULL,
  answered INTEGER,
  digest TEXT NOT NULL,
  question TEXT NOT NULL,
  sketch BLOB NOT NULL,
  logs_cache INTEGER NOT NULL
, first_call TEXT NOT NULL DEFAULT '', attribution TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE TABLE counted (
  chain BLOB NOT NULL,
  parameters TEXT NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  tokens INTEGER NOT NULL,
  PRIMARY KEY (chain, parameters, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE reported (
  key BLOB PRIMARY KEY,
  reason TEXT NOT NULL,
  tokens INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE billed (
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  model TEXT NOT NULL,
  cost_type TEXT NOT NULL,
  token_type TEXT NOT NULL,
  dimensions TEXT NOT NULL,
  amount TEXT NOT NULL,
  list_amount TEXT NOT NULL,
  PRIMARY KEY (since, until, model, cost_type, token_type, dimensions)
) STRICT, WITHOUT ROWID;

CREATE TABLE pulled (
  report TEXT NOT NULL,
  day INTEGER NOT NULL,
  shape TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (report, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE "event" (
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
  run INTEGER NOT NULL, claim INTEGER NOT NULL DEFAULT 0, request INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (at, key, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_hourly (
  hour INTEGER NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  terms INTEGER NOT NULL REFERENCES terms (id),
  above INTEGER NOT NULL,
  events INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  input INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  output INTEGER NOT NULL,
  web_search INTEGER NOT NULL,
  PRIMARY KEY (hour, model, terms, above)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_daily (
  day INTEGER NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  terms INTEGER NOT NULL REFERENCES terms (id),
  above INTEGER NOT NULL,
  events INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  input INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  output INTEGER NOT NULL,
  web_search INTEGER NOT NULL,
  PRIMARY KEY (day, model, terms, above)
) STRICT, WITHOUT ROWID;

CREATE TABLE fortnightly (
  fortnight INTEGER NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  terms INTEGER NOT NULL REFERENCES terms (id),
  project INTEGER NOT NULL REFERENCES project (id),
  above INTEGER NOT NULL,
  events INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  input INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  output INTEGER NOT NULL,
  web_search INTEGER NOT NULL,
  PRIMARY KEY (fortnight, model, terms, project, above)
) STRICT, WITHOUT ROWID;

CREATE TABLE six_hourly (
  quarter INTEGER NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  terms INTEGER NOT NULL REFERENCES terms (id),
  project INTEGER NOT NULL REFERENCES project (id),
  above INTEGER NOT NULL,
  events INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  input INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  output INTEGER NOT NULL,
  web_search INTEGER NOT NULL,
  PRIMARY KEY (quarter, model, terms, project, above)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entries INTEGER NOT NULL,
  bits INTEGER NOT NULL
) STRICT;

CREATE TABLE key_chunk (
  id INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
) STRICT;

CREATE TABLE key_prints (
  id INTEGER PRIMARY KEY,
  prints BLOB NOT NULL
) STRICT;

CREATE TABLE request_call (request INTEGER PRIMARY KEY, key BLOB NOT NULL, at INTEGER NOT NULL) STRICT;

CREATE TABLE earlier_keys (events INTEGER NOT NULL) STRICT;

CREATE TABLE "terms" (
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

INSERT INTO earlier_keys VALUES (0);

INSERT INTO all_events VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0);

PRAGMA application_id = 0x7063636f;

PRAGMA user_version = 17;
