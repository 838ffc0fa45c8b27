CREATE TABLE signing_keys (
  id uuid PRIMARY KEY,
  public_jwk jsonb NOT NULL,
  private_key bytea,
  longest_token_seconds integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  activates_at timestamptz NOT NULL,
  revoked_at timestamptz
);
