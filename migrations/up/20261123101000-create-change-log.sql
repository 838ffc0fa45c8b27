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
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The order in which it is read.
CREATE UNIQUE INDEX change_log_in_order ON change_log (xid, seq);

-- What other instances may not know of yet.
CREATE INDEX change_log_unannounced ON change_log (seq) WHERE NOT announced;

-- What housekeeping may delete.
CREATE INDEX change_log_created_at ON change_log (created_at);
