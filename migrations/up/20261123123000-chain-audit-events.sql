-- Each event waits here, from its own transaction on, until it is sealed: whoever commits late is sealed late, never missed.
CREATE TABLE audit_queue (
  event_id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY
);

CREATE INDEX audit_queue_in_order ON audit_queue (seq);

-- The chain: each row covers the event's content and the row before.
CREATE TABLE audit_seals (
  number bigint PRIMARY KEY,
  event_id uuid NOT NULL,
  event_hash bytea NOT NULL,
  sealed_at timestamptz NOT NULL,
  hash bytea NOT NULL
);

CREATE UNIQUE INDEX audit_seals_event_id_key ON audit_seals (event_id);

-- The last seal of each day (UTC).
CREATE TABLE audit_anchors (
  day date PRIMARY KEY,
  number bigint NOT NULL,
  hash bytea NOT NULL
);

-- The newest seal; without it nobody would see that the newest rows are gone.
CREATE TABLE audit_head (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  number bigint NOT NULL,
  hash bytea NOT NULL,
  day date NOT NULL,
  mac bytea NOT NULL
);

INSERT INTO audit_queue (event_id) SELECT id FROM audit_events ORDER BY created_at, id;

CREATE FUNCTION audit_event_waits_for_its_seal() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_queue (event_id) VALUES (NEW.id);
  RETURN NULL;
END
$$;

CREATE TRIGGER audit_event_waits_for_its_seal
AFTER INSERT ON audit_events
FOR EACH ROW EXECUTE FUNCTION audit_event_waits_for_its_seal();

CREATE FUNCTION audit_chain_only_grows() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_seals_only_grow
BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_only_grows();

CREATE TRIGGER audit_anchors_only_grow
BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_anchors
FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_only_grows();
