-- When the cleanup looks at a session next: when it expires, or before. A refresh moves `expires_at` and leaves this, so that no
-- index holds a column that a refresh changes. Sessions that are there already, and those of an older release, are due at once:
-- the cleanup gives them their time.
ALTER TABLE sessions ADD COLUMN due_at timestamptz NOT NULL DEFAULT now();
