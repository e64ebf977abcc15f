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
