-- Failed sign-ins, for the login back-off.
CREATE TABLE failed_logins (
  key bytea PRIMARY KEY,
  failures integer NOT NULL,
  next_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- For the cleanup.
CREATE INDEX failed_logins_last_at_idx ON failed_logins (last_at);

-- The devices that have signed in to an account. One credential, held by a browser or program, may be known to several accounts;
-- a row says that it is, or no more, to one.
CREATE TABLE devices (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
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
  noticed_at timestamptz,
  CONSTRAINT devices_user_id_credential_hash_key UNIQUE (user_id, credential_hash),
  CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

-- For the cleanup.
CREATE INDEX devices_last_seen_at_idx ON devices (last_seen_at);

-- The links of mails about a suspicious sign-in.
CREATE TABLE sign_in_links (
  token_hash bytea PRIMARY KEY,
  purpose text NOT NULL,
  user_id uuid NOT NULL,
  device_id uuid NOT NULL,
  session_id uuid,
  email_canonical text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT sign_in_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX sign_in_links_user_id_idx ON sign_in_links (user_id);

-- For the cleanup.
CREATE INDEX sign_in_links_expires_at_idx ON sign_in_links (expires_at);
