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
