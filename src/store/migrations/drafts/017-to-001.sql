-- From draft 17, the newest one, to the first schema that was released. What 001-ledger.sql says of its tables holds here.

DROP TABLE fortnightly;

DROP TABLE model_daily;

ALTER TABLE file ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN otherwise INTEGER NOT NULL DEFAULT 0;

CREATE TABLE shown (key BLOB NOT NULL, file INTEGER NOT NULL REFERENCES file (id), PRIMARY KEY (key, file)) STRICT, WITHOUT ROWID;

CREATE TABLE past (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  earlier_keys INTEGER NOT NULL,
  files_unknown INTEGER NOT NULL,
  pruned INTEGER
) STRICT;
INSERT INTO past SELECT 1, events, EXISTS (SELECT 1 FROM event), NULL FROM earlier_keys;

DROP TABLE earlier_keys;

DROP VIEW IF EXISTS usage;

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
