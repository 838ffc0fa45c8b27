CREATE TABLE audit_events (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  type text NOT NULL,
  outcome text NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid,
  actor_session_id uuid,
  actor_token_id uuid,
  target_kind text,
  target_id text,
  code text,
  ip text,
  user_agent text,
  request_id text,
  details jsonb NOT NULL DEFAULT '{}'
);

-- One index for each filter of the reading API, each in the order of its pages.
CREATE INDEX audit_events_created_at_id_idx ON audit_events (created_at, id);
CREATE INDEX audit_events_type_created_at_id_idx ON audit_events (type, created_at, id);
CREATE INDEX audit_events_outcome_created_at_id_idx ON audit_events (outcome, created_at, id);
CREATE INDEX audit_events_type_outcome_created_at_id_idx ON audit_events (type, outcome, created_at, id);
CREATE INDEX audit_events_actor_id_created_at_id_idx ON audit_events (actor_id, created_at, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_events_target_id_created_at_id_idx ON audit_events (target_id, created_at, id) WHERE target_id IS NOT NULL;
CREATE INDEX audit_events_details_user_id_created_at_id_idx ON audit_events ((details ->> 'user_id'), created_at, id)
WHERE (details ->> 'user_id') IS NOT NULL;
CREATE INDEX audit_events_request_id_idx ON audit_events (request_id) WHERE request_id IS NOT NULL;

-- Each event waits here, from its own transaction on, until it is sealed: one that is committed late is sealed late, never missed.
CREATE TABLE audit_queue (
  event_id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY
);

CREATE INDEX audit_queue_seq_idx ON audit_queue (seq);

-- The chain: each row covers the event's content and the row before. `key_id` names the SECRET_KEY under which a row was made, so
-- that another key is told from a change by hand.
CREATE TABLE audit_seals (
  number bigint PRIMARY KEY,
  event_id uuid NOT NULL,
  event_hash bytea NOT NULL,
  sealed_at timestamptz NOT NULL,
  hash bytea NOT NULL,
  key_id text,
  CONSTRAINT audit_seals_event_id_key UNIQUE (event_id)
);

-- The last seal of each day (UTC).
CREATE TABLE audit_anchors (
  day date PRIMARY KEY,
  number bigint NOT NULL,
  hash bytea NOT NULL
);

-- The newest seal; without it nobody would see that the newest rows are gone.
CREATE TABLE audit_head (
  id boolean PRIMARY KEY DEFAULT true,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  day date NOT NULL,
  mac bytea NOT NULL,
  key_id text,
  CONSTRAINT audit_head_id_check CHECK (id)
);

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

CREATE FUNCTION audit_events_only_grow() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_events only grows: % is refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_events_only_grow
BEFORE UPDATE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_only_grow();

CREATE FUNCTION audit_chain_only_grows() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_seals_only_grow
BEFORE UPDATE OR TRUNCATE ON audit_seals
FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_only_grows();

CREATE TRIGGER audit_anchors_only_grow
BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_anchors
FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_only_grows();

CREATE TRIGGER audit_marks_only_grow
BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_marks
FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_only_grows();

-- What is sealed and recorded as retired may be deleted, nothing else.
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
