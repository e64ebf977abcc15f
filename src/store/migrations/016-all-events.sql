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
