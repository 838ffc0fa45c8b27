-- gatehouse:no-transaction
CREATE INDEX CONCURRENTLY audit_events_of_type_and_outcome ON audit_events (type, outcome, created_at, id);
