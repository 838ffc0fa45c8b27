CREATE TABLE app_tokens (
  id uuid PRIMARY KEY,
  service_id uuid NOT NULL,
  name text NOT NULL,
  name_canonical text NOT NULL,
  -- SHA-256 of the token; the token itself is shown once and kept nowhere.
  token_hash bytea NOT NULL,
  -- The first characters, so that a person can tell tokens apart.
  prefix text NOT NULL,
  -- After a rotation the token before it goes on until its overlap ends.
  previous_hash bytea,
  previous_expires_at timestamptz,
  scopes text[] NOT NULL DEFAULT '{}',
  -- CIDR blocks that the token may be used from; empty: from everywhere.
  allowed_networks text[] NOT NULL DEFAULT '{}',
  is_active boolean NOT NULL DEFAULT true,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by uuid,
  -- The session that made its present secret.
  made_in uuid,
  last_used timestamptz,
  use_count bigint NOT NULL DEFAULT 0,
  CONSTRAINT app_tokens_service_id_name_canonical_key UNIQUE (service_id, name_canonical),
  CONSTRAINT app_tokens_token_hash_key UNIQUE (token_hash),
  CONSTRAINT app_tokens_previous_hash_key UNIQUE (previous_hash),
  CONSTRAINT app_tokens_service_id_fkey FOREIGN KEY (service_id) REFERENCES services (id) ON DELETE CASCADE
);

-- The tokens of a service page by page.
CREATE INDEX app_tokens_service_id_id_idx ON app_tokens (service_id, id);

CREATE INDEX app_tokens_made_in_idx ON app_tokens (made_in) WHERE made_in IS NOT NULL;

-- How often a token was validated on a day (UTC).
CREATE TABLE app_token_usage (
  token_id uuid NOT NULL,
  day date NOT NULL,
  use_count bigint NOT NULL,
  CONSTRAINT app_token_usage_pkey PRIMARY KEY (token_id, day),
  CONSTRAINT app_token_usage_token_id_fkey FOREIGN KEY (token_id) REFERENCES app_tokens (id) ON DELETE CASCADE
);
