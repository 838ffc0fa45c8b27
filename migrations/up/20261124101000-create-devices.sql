-- The devices that have signed in to an account. One credential, held by a browser or program, may be known to
-- several accounts; a row says that it is, or no more, to one.
CREATE TABLE devices (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  credential_hash bytea NOT NULL,
  name text,
  ip text NOT NULL,
  country text,
  latitude double precision,
  longitude double precision,
  is_known boolean NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  noticed_at timestamptz
);

CREATE UNIQUE INDEX devices_user_id_credential_hash_key ON devices (user_id, credential_hash);

-- What housekeeping may delete.
CREATE INDEX devices_last_seen_at ON devices (last_seen_at);

-- The links of mails about a suspicious sign-in.
CREATE TABLE sign_in_links (
  token_hash bytea PRIMARY KEY,
  purpose text NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  device_id uuid NOT NULL,
  session_id uuid,
  email_canonical text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE INDEX sign_in_links_user_id ON sign_in_links (user_id);
CREATE INDEX sign_in_links_expires_at ON sign_in_links (expires_at);

ALTER TABLE sessions ADD COLUMN device_id uuid, ADD COLUMN risk_reasons text[];
