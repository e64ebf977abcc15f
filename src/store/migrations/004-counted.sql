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
