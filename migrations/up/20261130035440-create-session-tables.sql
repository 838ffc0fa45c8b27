CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  secret bytea NOT NULL,
  generation integer NOT NULL DEFAULT 0,
  rotated_at timestamptz,
  -- What the last rotation of the refresh token was asked with, so that a retry can prove that it comes from the same client.
  rotation_key bytea,
  -- The generation that was used last with the credential of the session's own device.
  device_generation integer,
  -- The session that its own device went on with when another client had used the refresh token before.
  succeeded_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ends_at timestamptz,
  ended_at timestamptz,
  ended_reason text,
  ip text,
  user_agent text,
  device text,
  device_id uuid,
  auth_time timestamptz NOT NULL,
  amr text[] NOT NULL,
  -- The identity that the sign-in was made with; NULL: the password.
  identity_id uuid,
  -- The session that linked this identity, or set this password.
  descends_from uuid,
  risk smallint,
  risk_reasons text[],
  -- The service that the tokens are for unless another is named. No foreign key: a session whose service was deleted must not
  -- become one for everything.
  resource_id uuid,
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) WITH (fillfactor = 80);

-- The live sessions of one user, newest first; ids are in order of time.
CREATE INDEX sessions_user_id_id_idx ON sessions (user_id, id) WHERE ended_at IS NULL;

-- How many are alive now, and of how many users, from the index alone.
CREATE INDEX sessions_expires_at_user_id_idx ON sessions (expires_at, user_id) WHERE ended_at IS NULL;

-- For the cleanup.
CREATE INDEX sessions_ended_at_idx ON sessions (ended_at) WHERE ended_at IS NOT NULL;

-- Erasing a user finds the ended ones, too.
CREATE INDEX sessions_user_id_idx ON sessions (user_id);

-- A proof that was made a moment ago, for one purpose, in one session: by its hash alone. Its account need not be the account of
-- the session: a merge asks for proofs of both accounts.
CREATE TABLE fresh_proofs (
  secret_hash bytea PRIMARY KEY,
  session_id uuid NOT NULL,
  purpose text NOT NULL,
  user_id uuid NOT NULL,
  -- The identity whose sign-in at its provider made it; NULL: the password did.
  identity_id uuid,
  -- Of the account, when the proof was made: a password that is changed since ends it.
  password_changed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  -- At most one of a purpose for an account in a session: a newer one takes the older one's row.
  CONSTRAINT fresh_proofs_session_id_purpose_user_id_key UNIQUE (session_id, purpose, user_id),
  CONSTRAINT fresh_proofs_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE,
  CONSTRAINT fresh_proofs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fresh_proofs_identity_id_fkey FOREIGN KEY (identity_id) REFERENCES identities (id) ON DELETE CASCADE
);

CREATE INDEX fresh_proofs_user_id_idx ON fresh_proofs (user_id);
CREATE INDEX fresh_proofs_identity_id_idx ON fresh_proofs (identity_id);

-- For the cleanup.
CREATE INDEX fresh_proofs_expires_at_idx ON fresh_proofs (expires_at);
