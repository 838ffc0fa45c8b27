CREATE TABLE password_guesses (
  key bytea PRIMARY KEY,
  failures integer NOT NULL,
  next_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- What housekeeping may delete.
CREATE INDEX password_guesses_last_at ON password_guesses (last_at);
