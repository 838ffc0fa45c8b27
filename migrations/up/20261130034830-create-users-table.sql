CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  email_canonical text NOT NULL,
  is_email_verified boolean NOT NULL DEFAULT false,
  -- The provider on whose word alone the address counts as verified, where that provider is no authority for it.
  vouched_by text,
  password text,
  password_changed_at timestamptz,
  -- The session that set the password.
  password_made_in uuid,
  first_name text,
  last_name text,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  last_login timestamptz,
  CONSTRAINT users_email_canonical_key UNIQUE (email_canonical)
);

-- For the search by the beginning of an address, which the index of the key cannot serve in every collation.
CREATE INDEX users_email_canonical_idx ON users (email_canonical text_pattern_ops);

-- Accounts by whether they are active and verified, in the order of ids: either side may be the rare one.
CREATE INDEX users_is_active_is_email_verified_id_idx ON users (is_active, is_email_verified, id);
