CREATE TABLE oauth_used_states (
  state_hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

CREATE INDEX oauth_used_states_expires_at_idx ON oauth_used_states (expires_at);
