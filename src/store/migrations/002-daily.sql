-- The exact sum of event by UTC day and everything that decides a price. Price boundaries are UTC midnights, and
-- "above" (the largest band edge the prompt exceeds) keeps whole-request bands apart, so pricing these rows equals
-- pricing the events. Kept in the same transaction as event.
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

INSERT INTO daily
SELECT
  event.at / 86400000, event.model, event.terms, scope.project,
  CASE
    WHEN event.input + event.cache_write_5m + event.cache_write_1h + event.cache_read > 200000 THEN 200000
    WHEN event.input + event.cache_write_5m + event.cache_write_1h + event.cache_read > 100000 THEN 100000
    ELSE 0
  END AS above,
  count(*), sum(event.requests), sum(event.requests AND event.cache_read > 0),
  sum(event.input), sum(event.cache_write_5m), sum(event.cache_write_1h), sum(event.cache_read),
  sum(event.output), sum(event.web_search)
FROM event
JOIN scope ON scope.id = event.scope
GROUP BY 1, 2, 3, 4, 5;
