-- Registrations of addresses that wait for their confirmation, each with its own password, browser and link. The row with
-- no password is of the registration that made the account: its password is the account's.
CREATE TABLE pending_registrations (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  email_canonical text NOT NULL,
  password text,
  first_name text,
  last_name text,
  device_hash bytea,
  token_hash bytea,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE INDEX pending_registrations_user_id_idx ON pending_registrations (user_id);

CREATE UNIQUE INDEX pending_registrations_token_hash_key ON pending_registrations (token_hash);

CREATE INDEX pending_registrations_expires_at_idx ON pending_registrations (expires_at);
