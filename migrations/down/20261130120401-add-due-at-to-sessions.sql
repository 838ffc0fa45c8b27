ALTER TABLE sessions DROP COLUMN due_at;
