-- The ledger: what was billed, in tokens, never in dollars. Texts that repeat are numbered once.

CREATE TABLE model (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE project (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- What decides the price beside model and date. '' is unknown. bounds: what makes the figures of an event a bound (bits of
-- src/core/bounds.ts), which the rollups so keep apart.
CREATE TABLE terms (
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

-- One run of ingest. at: ms UTC. version: of the program.
CREATE TABLE run (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, version TEXT NOT NULL) STRICT;

-- A file as far as it has been read. options: the flags it was read with; another set reads it anew. size is -1 until it has
-- been read to its end. modified: ms UTC. changed: when the file system changed anything of it, microseconds UTC: while that stays,
-- nothing need be read to know that it is the same. fingerprint: a hash of its first bytes and of the last ones before read_to,
-- which tells whether it was only appended to. outcome: what its records came to (JSON). reader: the version of the program that
-- read it; another one may understand what it refused. run: the last one that read it, 0 is unknown. otherwise: 1 where it was also
-- read with other options or another content.
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
  outcome TEXT NOT NULL DEFAULT '',
  changed INTEGER NOT NULL DEFAULT 0,
  reader TEXT NOT NULL DEFAULT '',
  run INTEGER NOT NULL DEFAULT 0,
  otherwise INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One inference of a billed response, or one bucket of a provider's report (terms.kind "aggregate"), in the order of time, in which
-- most are written and read. key: 128 bits of SHA-256 over the response's own id; part: which inference of it. at: ms UTC, first
-- seen; span: ms until last seen. above: of an aggregate, the tokens that each of its prompts is known to exceed; NULL for an
-- inference. run: the run that last counted it. claim: which record the scope is of (claimNumber in src/core/packed-columns.ts).
-- request: 53 bits of a hash of the request's id, 0 where no log told it.
CREATE TABLE event (
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
  claim INTEGER NOT NULL DEFAULT 0,
  request INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (at, key, part)
) STRICT, WITHOUT ROWID;

-- The files that show a response, for those that more than one shows; else it is the one of the event.
CREATE TABLE shown (key BLOB NOT NULL, file INTEGER NOT NULL REFERENCES file (id), PRIMARY KEY (key, file)) STRICT, WITHOUT ROWID;

-- Events that are known by their request alone, by its print: where they stand.
CREATE TABLE request_call (request INTEGER PRIMARY KEY, key BLOB NOT NULL, at INTEGER NOT NULL) STRICT;

-- What this ledger cannot know of its past. earlier_keys: whether an unreleased version stored events, which knew calls without an
-- id of the provider's by other keys. files_unknown: whether it has events of which `shown` may lack files. pruned: events before
-- this instant (ms UTC) were removed; NULL where none were.
CREATE TABLE past (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  earlier_keys INTEGER NOT NULL,
  files_unknown INTEGER NOT NULL,
  pruned INTEGER
) STRICT;
INSERT INTO past VALUES (1, 0, 0, NULL);

-- The index of keys (src/store/key-index.ts), derived from event and made anew from it where key_run is empty: a log-structured
-- merge tree. A run is sorted and never changed; small ones are merged into larger ones. Its entries are in 2^bits chunks, by their
-- first bits: all high halves of 64 bits of each key, all low halves (32 bits each), then all instants (64-bit floats).
CREATE TABLE key_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entries INTEGER NOT NULL,
  bits INTEGER NOT NULL
) STRICT;

-- id: 2^24 times that of the run, and which of its chunks it is.
CREATE TABLE key_chunk (id INTEGER PRIMARY KEY, entries BLOB NOT NULL) STRICT;

-- id: 2^24 times that of the run, and which piece it is. How many keys are in each bucket (32 bits each), then 16 bits of each key.
CREATE TABLE key_prints (id INTEGER PRIMARY KEY, prints BLOB NOT NULL) STRICT;

-- Exact sums of event, kept in the same transaction: by spans of UTC time and everything that decides a price. Prices change at
-- UTC midnights, and above (the largest band edge that the prompt exceeds) keeps whole-request bands apart, so pricing these rows
-- equals pricing the events. src/store/usage-plan.ts says which of them answers what.
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

-- By a quarter of a UTC day, for the days that a period cuts.
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

-- By UTC hour, without projects: there are so few rows that hours can be apart, which zones of whole hours need.
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

-- What all events add up to, kept in the same transaction: a figure that does not fit it is not printed.
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
INSERT INTO all_events VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0);

-- The key of the hashes below, made once and for this ledger alone. Without it nobody can tell what was hashed.
CREATE TABLE secret (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL) STRICT;

-- What requests sent, as far as a cache can tell prompts apart: sizes and keyed hashes of blocks, never their content.
-- Blocks that follow those of another run ("after"; 0 is before every prompt), so that prompts share what they begin
-- with. chain: 64 bits of a hash over all blocks up to the run's last. blocks: see src/store/blocks.ts.
CREATE TABLE prompt_run (
  id INTEGER PRIMARY KEY,
  after INTEGER NOT NULL,
  chain BLOB NOT NULL UNIQUE,
  blocks BLOB NOT NULL
) STRICT;

-- The prompt of a response, by the key of its event. run: the run it ends with (0: no blocks), size: how many blocks it
-- has. marks: its breakpoints ("3:5m 7:1h"); automatic: '' is none. answered: ms UTC, NULL is unknown. sketch: numbers
-- as in src/store/binary.ts. first_call: where its usage sums several calls, the first one's input, writes and reads ("3 2399 0",
-- "?" where nothing tells), else ''. attribution: keyed hash of the client's attribution header, '' without.
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
  logs_cache INTEGER NOT NULL,
  first_call TEXT NOT NULL DEFAULT '',
  attribution TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Tokens of prefixes as the provider's endpoint for counting tells them, so that each is asked for once. chain: that of
-- the run the prefix ends with (see prompt_run), empty for the least request there can be. parameters: keyed hashes of
-- what it depends on beside its blocks.
CREATE TABLE counted (
  chain BLOB NOT NULL,
  parameters TEXT NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  tokens INTEGER NOT NULL,
  PRIMARY KEY (chain, parameters, model)
) STRICT, WITHOUT ROWID;

-- What the provider says of why a response did not read its prompt from the cache, by the key of its event. reason: as in
-- src/core/diagnosis.ts. tokens: the provider's estimate of what was missed, no billing number; NULL is unknown.
CREATE TABLE reported (key BLOB PRIMARY KEY, reason TEXT NOT NULL, tokens INTEGER) STRICT, WITHOUT ROWID;

-- What the provider reports to have billed, as pulled from its API, a row a bucket and dimensions. since, until: ms UTC.
-- '' in a dimension: the report does not say. amount, list_amount: cents as exact decimal strings, as reported ('' is none).
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

-- UTC days that have been pulled. report: "usage" or "cost". shape: what its buckets were broken down by. state: "begun"
-- (some of it may be stored), "open" (all there was, but the provider may still add to it) or "settled". at: ms UTC.
CREATE TABLE pulled (
  report TEXT NOT NULL,
  day INTEGER NOT NULL,
  shape TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (report, day)
) STRICT, WITHOUT ROWID;

-- For whoever opens the ledger with another program: a row for each inference, in tokens. See docs/ledger.md.
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
