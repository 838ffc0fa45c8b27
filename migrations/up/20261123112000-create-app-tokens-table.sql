CREATE TABLE app_tokens (
    id uuid PRIMARY KEY,
    service_id uuid NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    name text NOT NULL,
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
    last_used timestamptz,
    use_count bigint NOT NULL DEFAULT 0,
    CONSTRAINT app_tokens_name_key UNIQUE (service_id, name),
    CONSTRAINT app_tokens_hash_key UNIQUE (token_hash),
    CONSTRAINT app_tokens_previous_hash_key UNIQUE (previous_hash)
);

CREATE TABLE app_token_usage (
    token_id uuid NOT NULL REFERENCES app_tokens (id) ON DELETE CASCADE,
    day date NOT NULL,
    use_count bigint NOT NULL,
    PRIMARY KEY (token_id, day)
);
