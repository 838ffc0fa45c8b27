CREATE TABLE one_time_tokens (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  purpose text NOT NULL,
  token_hash bytea NOT NULL,
  email_canonical text NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX one_time_tokens_token_hash_key ON one_time_tokens (token_hash);

-- At most one token of a purpose for an account: a newer one takes the older one's row.
CREATE UNIQUE INDEX one_time_tokens_user_id_purpose_key ON one_time_tokens (user_id, purpose);

CREATE INDEX one_time_tokens_expires_at_idx ON one_time_tokens (expires_at);
