-- What the provider says of why a response did not read its prompt from the cache, by the key of its event. reason: as in
-- src/core/diagnosis.ts. tokens: the provider's estimate of what was missed, no billing number; NULL is unknown.
CREATE TABLE reported (
  key BLOB PRIMARY KEY,
  reason TEXT NOT NULL,
  tokens INTEGER
) STRICT, WITHOUT ROWID;
