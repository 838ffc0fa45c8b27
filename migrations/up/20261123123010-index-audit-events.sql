-- gatehouse:allow index
-- The table was made by the same release: it is empty or small.
CREATE INDEX audit_events_in_time ON audit_events (created_at, id);
CREATE INDEX audit_events_of_type ON audit_events (type, created_at, id);
CREATE INDEX audit_events_of_actor ON audit_events (actor_id, created_at, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_events_on_target ON audit_events (target_id, created_at, id) WHERE target_id IS NOT NULL;
CREATE INDEX audit_events_about_user ON audit_events ((details ->> 'user_id'), created_at, id)
WHERE (details ->> 'user_id') IS NOT NULL;
CREATE INDEX audit_events_of_request ON audit_events (request_id) WHERE request_id IS NOT NULL;
