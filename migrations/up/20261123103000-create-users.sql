CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  email_canonical text NOT NULL,
  password text,
  first_name text,
  last_name text,
  is_active boolean NOT NULL DEFAULT true,
  is_email_verified boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  last_login timestamptz,
  password_changed_at timestamptz
);

CREATE UNIQUE INDEX users_email_canonical_key ON users (email_canonical);
