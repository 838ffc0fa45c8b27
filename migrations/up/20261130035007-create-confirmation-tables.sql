CREATE TABLE one_time_tokens (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  purpose text NOT NULL,
  token_hash bytea NOT NULL,
  email_canonical text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT one_time_tokens_token_hash_key UNIQUE (token_hash),
  -- At most one token of a purpose for an account: a newer one takes the older one's row.
  CONSTRAINT one_time_tokens_user_id_purpose_key UNIQUE (user_id, purpose),
  CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

-- For the cleanup.
CREATE INDEX one_time_tokens_expires_at_idx ON one_time_tokens (expires_at);

-- Registrations of addresses that wait for their confirmation, each with its own password, browser and link. The row with no
-- password is of the registration that made the account: its password is the account's.
CREATE TABLE pending_registrations (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  email_canonical text NOT NULL,
  password text,
  first_name text,
  last_name text,
  device_hash bytea,
  token_hash bytea,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT pending_registrations_token_hash_key UNIQUE (token_hash),
  CONSTRAINT pending_registrations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX pending_registrations_user_id_idx ON pending_registrations (user_id);

-- For the cleanup.
CREATE INDEX pending_registrations_expires_at_idx ON pending_registrations (expires_at);

-- What was asked for by an address alone. Whether the address has an account is looked up after the request was answered, so that
-- the answer cannot tell.
CREATE TABLE account_mail_requests (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  email_canonical text NOT NULL,
  ip text,
  user_agent text,
  -- Of the caller's device credential: it tells the owner of the account from others.
  device_hash bytea,
  request_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  not_before timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0
);
