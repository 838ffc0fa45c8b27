-- gatehouse:no-transaction
-- The live sessions that are due, for the cleanup and for the number of those that it has not ended yet.
CREATE INDEX CONCURRENTLY sessions_due_at_idx ON sessions (due_at) WHERE ended_at IS NULL;
