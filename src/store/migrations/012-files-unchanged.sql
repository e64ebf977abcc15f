-- When anything of a file was changed as the file system counts, in microseconds: while that stays, nothing of it need be read
-- to know that it is the same.
ALTER TABLE file ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
