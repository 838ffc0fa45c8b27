DROP TRIGGER audit_event_waits_for_its_seal ON audit_events;
DROP FUNCTION audit_event_waits_for_its_seal();
DROP TABLE audit_head;
DROP TABLE audit_anchors;
DROP TABLE audit_seals;
DROP TABLE audit_queue;
DROP FUNCTION audit_chain_only_grows();
