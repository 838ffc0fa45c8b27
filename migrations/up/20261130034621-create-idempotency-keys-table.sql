CREATE TABLE idempotency_keys (
  -- SHA-256 of the caller, of the route and of the key: none of them can be read back.
  id bytea PRIMARY KEY,
  body_hash bytea NOT NULL,
  -- Which attempt holds the key; one that was overtaken writes no answer.
  claim uuid NOT NULL,
  claimed_until timestamptz NOT NULL,
  -- Sealed; NULL while the first request is running.
  answer bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

-- For the cleanup.
CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);
