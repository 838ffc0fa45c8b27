-- gatehouse:no-transaction
DROP INDEX CONCURRENTLY sessions_due_at_idx;
