CREATE TABLE mail_budgets (
  key bytea PRIMARY KEY,
  recent timestamptz[] NOT NULL,
  admitted boolean NOT NULL,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- What housekeeping may delete.
CREATE INDEX mail_budgets_updated_at ON mail_budgets (updated_at);
