-- Without the record a chain whose beginning was retired would look as if somebody had cut it.
DO $$
BEGIN
  IF EXISTS (SELECT FROM audit_marks) THEN
    RAISE EXCEPTION 'part of the audit trail was retired, or begun anew: the record of it cannot be taken back';
  END IF;
END
$$;

DROP TRIGGER audit_seals_go_when_retired ON audit_seals;
DROP FUNCTION audit_seals_go_when_retired();
DROP TRIGGER audit_seals_only_grow ON audit_seals;
CREATE TRIGGER audit_seals_only_grow
BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_only_grows();

DROP TRIGGER audit_events_go_when_retired ON audit_events;
DROP FUNCTION audit_events_go_when_retired();
DROP TRIGGER audit_events_only_grow ON audit_events;
CREATE TRIGGER audit_events_only_grow
BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_only_grow();

DROP TABLE audit_marks;
ALTER TABLE audit_head DROP COLUMN key_id;
ALTER TABLE audit_seals DROP COLUMN key_id;
