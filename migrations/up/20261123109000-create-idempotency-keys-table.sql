CREATE TABLE idempotency_keys (
  -- SHA-256 of who asked, of the route and of the key: neither can be read back.
  id bytea PRIMARY KEY,
  body_hash bytea NOT NULL,
  -- Whose attempt holds the key; one that was overtaken writes no answer.
  claim uuid NOT NULL,
  claimed_until timestamptz NOT NULL,
  -- Sealed; null while the first request is running.
  answer bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);
