-- OpenAI's long-prompt prices start above 272,000 tokens: the rollup keeps that edge apart too, and is made anew from the
-- events (as src/store/daily.ts keeps it, aggregates included).
DELETE FROM daily;

INSERT INTO daily
SELECT
  event.at / 86400000, event.model, event.terms, scope.project,
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
