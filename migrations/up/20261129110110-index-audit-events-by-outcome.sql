-- gatehouse:no-transaction
-- Incidents are few among millions, and alerts ask for them.
CREATE INDEX CONCURRENTLY audit_events_of_outcome ON audit_events (outcome, created_at, id);
