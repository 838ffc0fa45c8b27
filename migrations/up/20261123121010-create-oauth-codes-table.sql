CREATE TABLE oauth_codes (
  code_hash bytea PRIMARY KEY,
  identity_id uuid NOT NULL,
  code_challenge text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  -- An identity that is unlinked takes its unused codes with it.
  CONSTRAINT oauth_codes_identity_id_fkey FOREIGN KEY (identity_id) REFERENCES identities (id) ON DELETE CASCADE
);

CREATE INDEX oauth_codes_identity_id_idx ON oauth_codes (identity_id);

CREATE INDEX oauth_codes_expires_at_idx ON oauth_codes (expires_at);
