-- Changes of the address of an account: asked for, confirmed at the new address, and undone from the old one.
CREATE TABLE address_changes (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  -- In which it was asked for: an undo removes what that session has made.
  session_id uuid NOT NULL,
  device_hash bytea,
  old_email text NOT NULL,
  old_email_canonical text NOT NULL,
  new_email text NOT NULL,
  new_email_canonical text NOT NULL,
  -- Of the account, when it was asked for: a password that is changed since ends what is not confirmed.
  password_changed_at timestamptz,
  token_hash bytea,
  undo_hash bytea,
  created_at timestamptz NOT NULL,
  -- Of the link that works now: to confirm, then to undo.
  expires_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  -- Cancelled, or replaced by a newer one.
  ended_at timestamptz,
  CONSTRAINT address_changes_token_hash_key UNIQUE (token_hash),
  CONSTRAINT address_changes_undo_hash_key UNIQUE (undo_hash),
  CONSTRAINT address_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX address_changes_user_id_created_at_idx ON address_changes (user_id, created_at);

-- While a change can be undone, nobody else gets the old address.
CREATE INDEX address_changes_old_email_canonical_idx ON address_changes (old_email_canonical);

-- For the cleanup.
CREATE INDEX address_changes_expires_at_idx ON address_changes (expires_at);
