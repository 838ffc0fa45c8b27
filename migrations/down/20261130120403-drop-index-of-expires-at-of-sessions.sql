-- gatehouse:no-transaction
-- How many are alive now, and of how many users, from the index alone.
CREATE INDEX CONCURRENTLY sessions_expires_at_user_id_idx ON sessions (expires_at, user_id) WHERE ended_at IS NULL;
