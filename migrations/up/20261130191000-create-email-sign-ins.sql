-- Sign-ins by mail that wait for their code or link.
CREATE TABLE email_sign_ins (
  user_id uuid NOT NULL,
  -- At most one of known devices and one of others: strangers do not replace what the owner asked for.
  is_known_device boolean NOT NULL,
  nonce_hash bytea NOT NULL,
  code_hash bytea NOT NULL,
  token_hash bytea NOT NULL,
  email_canonical text NOT NULL,
  resource text,
  tries integer NOT NULL DEFAULT 0,
  password_changed_at timestamptz,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT email_sign_ins_pkey PRIMARY KEY (user_id, is_known_device),
  CONSTRAINT email_sign_ins_nonce_hash_key UNIQUE (nonce_hash),
  CONSTRAINT email_sign_ins_token_hash_key UNIQUE (token_hash),
  CONSTRAINT email_sign_ins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

-- For the cleanup.
CREATE INDEX email_sign_ins_expires_at_idx ON email_sign_ins (expires_at);

-- Of a request for a sign-in by mail: the secret of the client that asked, and the target of the access token.
ALTER TABLE account_mail_requests ADD COLUMN nonce_hash bytea, ADD COLUMN resource text;
