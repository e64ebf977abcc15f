-- What requests sent, as far as a cache can tell prompts apart: sizes and keyed hashes of blocks, never their content.

-- The key of those hashes, made once and for this ledger alone. Without it nobody can tell what was hashed.
CREATE TABLE secret (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL) STRICT;

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
-- as in src/store/binary.ts.
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
  logs_cache INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
