-- Aggregates: one row for many requests, as the provider's own reports have them (terms.kind "aggregate"). above: the size in
-- tokens that each of their prompts is known to exceed, 0 where none is; NULL for an inference, whose prompt tells.
ALTER TABLE event ADD COLUMN above INTEGER;
