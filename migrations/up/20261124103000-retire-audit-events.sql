-- Which SECRET_KEY a link was made under, so that another key is told from a change by hand.
ALTER TABLE audit_seals ADD COLUMN key_id text;
ALTER TABLE audit_head ADD COLUMN key_id text;

-- Where a check may begin though what stood before is gone ('retired'), or was sealed under another key ('begun').
CREATE TABLE audit_marks (
  kind text NOT NULL,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  day date NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  key_id text NOT NULL,
  mac bytea NOT NULL,
  CONSTRAINT audit_marks_pkey PRIMARY KEY (kind, number)
);

CREATE TRIGGER audit_marks_only_grow
BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_marks
FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_only_grows();

-- What is sealed and recorded as retired may go, nothing else.
DROP TRIGGER audit_events_only_grow ON audit_events;

CREATE TRIGGER audit_events_only_grow
BEFORE UPDATE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_only_grow();

CREATE FUNCTION audit_events_go_when_retired() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM gone g
     WHERE NOT EXISTS (
       SELECT FROM audit_seals s
        WHERE s.event_id = g.id
          AND s.number <= (SELECT max(m.number) FROM audit_marks m WHERE m.kind = 'retired')))
  THEN
    RAISE EXCEPTION 'audit_events only grows: DELETE is refused'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER audit_events_go_when_retired
AFTER DELETE ON audit_events
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_go_when_retired();

DROP TRIGGER audit_seals_only_grow ON audit_seals;

CREATE TRIGGER audit_seals_only_grow
BEFORE UPDATE OR TRUNCATE ON audit_seals
FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_only_grows();

CREATE FUNCTION audit_seals_go_when_retired() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT max(g.number) FROM gone g)
     > (SELECT coalesce(max(m.number), 0) FROM audit_marks m WHERE m.kind = 'retired')
  THEN
    RAISE EXCEPTION 'audit_seals only grows: DELETE is refused'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER audit_seals_go_when_retired
AFTER DELETE ON audit_seals
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION audit_seals_go_when_retired();
