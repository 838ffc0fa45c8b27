CREATE TABLE identities (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  provider text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  email text,
  avatar text,
  provider_tokens bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

-- A person at a provider has one account here.
CREATE UNIQUE INDEX identities_subject_key ON identities (provider, issuer, subject);

CREATE INDEX identities_user_id_idx ON identities (user_id);
