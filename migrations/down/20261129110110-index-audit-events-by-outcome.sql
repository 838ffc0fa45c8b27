-- gatehouse:no-transaction
DROP INDEX CONCURRENTLY audit_events_of_outcome;
