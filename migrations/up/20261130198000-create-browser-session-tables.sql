-- What a browser shows at the pages of this server, by its hash alone. It is bound to an ordinary session, whose refresh token
-- nobody holds, and is worth nothing when that session has ended. It is deleted with the session's row.
CREATE TABLE browser_sessions (
  id uuid PRIMARY KEY,
  secret_hash bytea NOT NULL,
  session_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  rotated_at timestamptz,
  -- When the person last chose or opened it: of several in one browser, the last one is used.
  chosen_at timestamptz NOT NULL,
  CONSTRAINT browser_sessions_secret_hash_key UNIQUE (secret_hash),
  CONSTRAINT browser_sessions_session_id_key UNIQUE (session_id),
  CONSTRAINT browser_sessions_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
);

-- One-time codes by which an application gets a session of its own from the session of a browser.
CREATE TABLE session_codes (
  code_hash bytea PRIMARY KEY,
  session_id uuid NOT NULL,
  -- S256 of the verifier that the application must show.
  code_challenge text NOT NULL,
  -- The service that the tokens are for.
  resource text,
  -- Of the account, when the code was issued: a password that is changed since ends it.
  password_changed_at timestamptz,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  -- A digest of the client that used it, and the session that it got. It ends when the code is used again.
  used_by_hash bytea,
  opened_session_id uuid,
  CONSTRAINT session_codes_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
);

-- The codes that a session has open.
CREATE INDEX session_codes_session_id_expires_at_idx ON session_codes (session_id, expires_at);

-- For the cleanup.
CREATE INDEX session_codes_expires_at_idx ON session_codes (expires_at);
