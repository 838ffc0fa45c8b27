-- A proof that was made a moment ago, for one purpose, in one session: by its hash alone. Whose it is need not be whose
-- session it is: who merges two accounts proves both.
CREATE TABLE fresh_proofs (
  secret_hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  purpose text NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- By whose sign-in at its provider it was made; null when by the password.
  identity_id uuid REFERENCES identities (id) ON DELETE CASCADE,
  -- Of the account, when it was made: a password that is changed since ends the proof.
  password_changed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

-- At most one of a purpose for an account in a session: a newer one takes the older one's row.
CREATE UNIQUE INDEX fresh_proofs_session_id_purpose_user_id_key ON fresh_proofs (session_id, purpose, user_id);

CREATE INDEX fresh_proofs_user_id_idx ON fresh_proofs (user_id);

CREATE INDEX fresh_proofs_identity_id_idx ON fresh_proofs (identity_id);

CREATE INDEX fresh_proofs_expires_at_idx ON fresh_proofs (expires_at);
