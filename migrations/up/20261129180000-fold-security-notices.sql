-- Security notices beyond what a mailbox may get within an hour: one row for each mailbox, folded into one mail.
CREATE TABLE mail_folds (
  key bytea PRIMARY KEY,
  user_id uuid REFERENCES users (id) ON DELETE CASCADE,
  payload bytea NOT NULL,
  kinds jsonb NOT NULL,
  due_at timestamptz NOT NULL
);

CREATE INDEX mail_folds_due_at_idx ON mail_folds (due_at);

CREATE INDEX mail_folds_user_id_idx ON mail_folds (user_id);

-- By what the device of who asked for a mail is known: it tells the owner of the account from strangers.
ALTER TABLE account_mail_requests ADD COLUMN device_hash bytea;
