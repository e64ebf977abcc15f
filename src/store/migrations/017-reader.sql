-- The version that read a file: another one may understand what it refused, and reads such a file anew.
ALTER TABLE file ADD COLUMN reader TEXT NOT NULL DEFAULT '';
