CREATE TABLE change_log (
  id uuid PRIMARY KEY,
  -- Sequence numbers are not in commit order; the transaction's id tells what is settled.
  xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  user_id uuid,
  session_id uuid,
  service_id uuid,
  role_id uuid,
  token_id uuid,
  data jsonb,
  markers text[] NOT NULL,
  announced boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- The order in which the rows are read.
  CONSTRAINT change_log_xid_seq_key UNIQUE (xid, seq)
);

-- What other instances may not know of yet.
CREATE INDEX change_log_seq_idx ON change_log (seq) WHERE NOT announced;

-- For the cleanup.
CREATE INDEX change_log_created_at_idx ON change_log (created_at);
