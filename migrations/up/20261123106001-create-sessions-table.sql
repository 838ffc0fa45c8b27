CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  secret bytea NOT NULL,
  generation integer NOT NULL DEFAULT 0,
  rotated_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ends_at timestamptz,
  ended_at timestamptz,
  ended_reason text,
  ip text,
  user_agent text,
  device text,
  auth_time timestamptz NOT NULL,
  amr text[] NOT NULL,
  risk smallint,
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) WITH (fillfactor = 80);

-- The sessions of one user, newest first; ids are in order of time.
CREATE INDEX sessions_live_of_user ON sessions (user_id, id) WHERE ended_at IS NULL;

-- How many are alive now, and of how many users, from the index alone.
CREATE INDEX sessions_live_until ON sessions (expires_at, user_id) WHERE ended_at IS NULL;

-- What housekeeping may delete.
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;

-- Erasing a user finds the ended ones, too.
CREATE INDEX sessions_of_user ON sessions (user_id);
