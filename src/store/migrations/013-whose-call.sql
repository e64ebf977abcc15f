-- Whose call it is, where records of several sessions or logs show one (src/core/event.ts). claim: which record the scope
-- is of, see claimNumber. request: 53 bits of a hash of the request's id, 0 where no log told it.
ALTER TABLE event ADD COLUMN claim INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN request INTEGER NOT NULL DEFAULT 0;

-- Events that are known by their request alone, by its print: where they stand.
CREATE TABLE request_call (request INTEGER PRIMARY KEY, key BLOB NOT NULL, at INTEGER NOT NULL) STRICT;

-- Whether there are events that an earlier version stored, which knew calls without an id of the provider's by other keys.
CREATE TABLE earlier_keys (events INTEGER NOT NULL) STRICT;
INSERT INTO earlier_keys SELECT EXISTS (SELECT 1 FROM event);
