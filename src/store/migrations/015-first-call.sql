-- Of a prompt whose usage sums several calls: its first call's input, writes and reads ("3 2399 0", "?" where nothing tells);
-- '' is a usage of one call. attribution: keyed hash of the client's attribution header, '' without.
ALTER TABLE prompt ADD COLUMN first_call TEXT NOT NULL DEFAULT '';
ALTER TABLE prompt ADD COLUMN attribution TEXT NOT NULL DEFAULT '';
