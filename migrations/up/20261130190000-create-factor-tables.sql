-- The second factors of accounts. One that is not confirmed does not count. Of which kind it is says `type`; what only one kind
-- has is in the table of that kind.
CREATE TABLE factors (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  type text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  last_used_at timestamptz,
  made_in uuid,
  made_from text,
  CONSTRAINT factors_type_check CHECK (type IN ('totp', 'passkey', 'recovery_codes')),
  CONSTRAINT factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX factors_user_id_idx ON factors (user_id);

-- An account has one set of recovery codes.
CREATE UNIQUE INDEX factors_user_id_type_idx ON factors (user_id, type) WHERE type = 'recovery_codes';

-- Secrets of authenticator apps (RFC 6238), encrypted under SECRET_KEY. A step is used once. Too many wrong codes end an enrolment.
CREATE TABLE totp_secrets (
  factor_id uuid PRIMARY KEY,
  secret bytea NOT NULL,
  last_step bigint,
  wrong_codes integer NOT NULL DEFAULT 0,
  CONSTRAINT totp_secrets_factor_id_fkey FOREIGN KEY (factor_id) REFERENCES factors (id) ON DELETE CASCADE
);

CREATE TABLE recovery_codes (
  factor_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  used_at timestamptz,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (factor_id, code_hash),
  CONSTRAINT recovery_codes_factor_id_fkey FOREIGN KEY (factor_id) REFERENCES factors (id) ON DELETE CASCADE
);

-- WebAuthn credentials.
CREATE TABLE passkeys (
  factor_id uuid PRIMARY KEY,
  credential_id bytea NOT NULL,
  public_key bytea NOT NULL,
  sign_count bigint NOT NULL,
  transports text[] NOT NULL,
  aaguid uuid NOT NULL,
  is_backup_eligible boolean NOT NULL,
  is_backed_up boolean NOT NULL,
  CONSTRAINT passkeys_credential_id_key UNIQUE (credential_id),
  CONSTRAINT passkeys_factor_id_fkey FOREIGN KEY (factor_id) REFERENCES factors (id) ON DELETE CASCADE
);

-- WebAuthn challenges that were answered, until they would have expired.
CREATE TABLE used_webauthn_challenges (
  challenge_hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

-- For the cleanup.
CREATE INDEX used_webauthn_challenges_expires_at_idx ON used_webauthn_challenges (expires_at);

-- Sign-ins whose first factor is proven, until the second is. `password_digest` is of the password's hash: a changed password
-- ends the challenge. `failures` are the wrong passwords before the right one, for the risk check.
CREATE TABLE sign_in_challenges (
  id uuid PRIMARY KEY,
  secret_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  password_digest bytea,
  device_hash bytea,
  identity_id uuid,
  method text NOT NULL,
  amr text[] NOT NULL,
  resource text,
  failures integer NOT NULL DEFAULT 0,
  wrong_codes integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT sign_in_challenges_secret_hash_key UNIQUE (secret_hash),
  CONSTRAINT sign_in_challenges_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX sign_in_challenges_user_id_idx ON sign_in_challenges (user_id);

-- For the cleanup.
CREATE INDEX sign_in_challenges_expires_at_idx ON sign_in_challenges (expires_at);

-- Until when a device needs no second factor.
ALTER TABLE devices ADD COLUMN factor_remembered_until timestamptz;

-- The permissions of such a role count only in sessions with two factors.
ALTER TABLE roles ADD COLUMN requires_mfa boolean NOT NULL DEFAULT false;
