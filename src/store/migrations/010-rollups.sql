-- Sums of event beside those of daily, kept in the same transaction and in the same way: without projects by UTC hour and by
-- UTC day, and with projects by a quarter of a UTC day and by fortnight, of which 1970-01-01 began one.
-- What a report adds up is then few rows, whatever its period. src/store/usage-plan.ts says which of them answers what.
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

INSERT INTO model_hourly
SELECT
  event.at / 3600000, event.model, event.terms,
  CASE
    WHEN coalesce(event.above + 1, event.input + event.cache_write_5m + event.cache_write_1h + event.cache_read) > 272000
      THEN 272000
    WHEN coalesce(event.above + 1, event.input + event.cache_write_5m + event.cache_write_1h + event.cache_read) > 200000
      THEN 200000
    WHEN coalesce(event.above + 1, event.input + event.cache_write_5m + event.cache_write_1h + event.cache_read) > 100000
      THEN 100000
    ELSE 0
  END AS above,
  count(*), sum(event.requests), sum(event.above IS NULL AND event.requests > 0 AND event.cache_read > 0),
  sum(event.input), sum(event.cache_write_5m), sum(event.cache_write_1h), sum(event.cache_read),
  sum(event.output), sum(event.web_search)
FROM event
GROUP BY 1, 2, 3, 4;

INSERT INTO six_hourly
SELECT
  event.at / 21600000, event.model, event.terms, scope.project,
  CASE
    WHEN coalesce(event.above + 1, event.input + event.cache_write_5m + event.cache_write_1h + event.cache_read) > 272000
      THEN 272000
    WHEN coalesce(event.above + 1, event.input + event.cache_write_5m + event.cache_write_1h + event.cache_read) > 200000
      THEN 200000
    WHEN coalesce(event.above + 1, event.input + event.cache_write_5m + event.cache_write_1h + event.cache_read) > 100000
      THEN 100000
    ELSE 0
  END AS above,
  count(*), sum(event.requests), sum(event.above IS NULL AND event.requests > 0 AND event.cache_read > 0),
  sum(event.input), sum(event.cache_write_5m), sum(event.cache_write_1h), sum(event.cache_read),
  sum(event.output), sum(event.web_search)
FROM event
JOIN scope ON scope.id = event.scope
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO model_daily
SELECT
  day, model, terms, above, sum(events), sum(requests), sum(hits),
  sum(input), sum(cache_write_5m), sum(cache_write_1h), sum(cache_read), sum(output), sum(web_search)
FROM daily
GROUP BY day, model, terms, above;

INSERT INTO fortnightly
SELECT
  day / 14, model, terms, project, above, sum(events), sum(requests), sum(hits),
  sum(input), sum(cache_write_5m), sum(cache_write_1h), sum(cache_read), sum(output), sum(web_search)
FROM daily
GROUP BY 1, model, terms, project, above;
