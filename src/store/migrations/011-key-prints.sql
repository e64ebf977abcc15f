-- The index of keys, by chunks that are found at once, and with 16 bits of each key instead of a filter: derived from event,
-- and made anew from it. A run is sorted and never changed; small ones are merged into larger ones. Its entries are in 2^bits
-- chunks, by their first bits: all high halves, all low halves (32 bits each), then all instants (64-bit floats).
DROP TABLE key_chunk;

DROP TABLE key_run;

CREATE TABLE key_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entries INTEGER NOT NULL,
  bits INTEGER NOT NULL
) STRICT;

-- id: 2^24 times that of the run, and which of its chunks it is.
CREATE TABLE key_chunk (
  id INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
) STRICT;

-- id: 2^24 times that of the run, and which piece it is. How many keys are in each bucket (32 bits each), then 16 bits of each key.
CREATE TABLE key_prints (
  id INTEGER PRIMARY KEY,
  prints BLOB NOT NULL
) STRICT;
