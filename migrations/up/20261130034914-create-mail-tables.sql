CREATE TABLE mail_outbox (
  id uuid PRIMARY KEY,
  template text NOT NULL,
  user_id uuid,
  payload bytea,
  message_id text NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts integer NOT NULL DEFAULT 0,
  -- How often the mail was put off for a reason of its own; `attempts` also counts failures of the mail server.
  deferrals integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz,
  claimed_by text,
  expires_at timestamptz,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CONSTRAINT mail_outbox_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT mail_outbox_state_check CHECK (
    state IN ('pending', 'sending', 'sent', 'failed', 'expired', 'cancelled')
  ),
  CONSTRAINT mail_outbox_state_finished_at_payload_check CHECK (
    (state IN ('pending', 'sending')) = (finished_at IS NULL) AND (finished_at IS NULL) = (payload IS NOT NULL)
  )
) WITH (fillfactor = 70);

-- The next ones to send, in order.
CREATE INDEX mail_outbox_next_attempt_at_id_idx ON mail_outbox (next_attempt_at, id) WHERE state = 'pending';

-- Those whose worker died.
CREATE INDEX mail_outbox_lease_until_idx ON mail_outbox (lease_until) WHERE state = 'sending';

-- Those whose link expires unsent.
CREATE INDEX mail_outbox_expires_at_idx ON mail_outbox (expires_at) WHERE state = 'pending';

-- The age of the oldest unsent one.
CREATE INDEX mail_outbox_created_at_idx ON mail_outbox (created_at) WHERE finished_at IS NULL;

-- Cancelling and erasing what is about one account.
CREATE INDEX mail_outbox_user_id_template_idx ON mail_outbox (user_id, template);

-- What was given up lately, for readiness and metrics.
CREATE INDEX mail_outbox_finished_at_failed_idx ON mail_outbox (finished_at) WHERE state = 'failed';

-- For the cleanup.
CREATE INDEX mail_outbox_finished_at_idx ON mail_outbox (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE mail_budgets (
  key bytea PRIMARY KEY,
  recent timestamptz[] NOT NULL,
  admitted boolean NOT NULL,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- For the cleanup.
CREATE INDEX mail_budgets_updated_at_idx ON mail_budgets (updated_at);

-- Security notices beyond what a mailbox may get within an hour: one row for each mailbox, folded into one mail.
CREATE TABLE mail_folds (
  key bytea PRIMARY KEY,
  user_id uuid,
  payload bytea NOT NULL,
  kinds jsonb NOT NULL,
  due_at timestamptz NOT NULL,
  CONSTRAINT mail_folds_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX mail_folds_due_at_idx ON mail_folds (due_at);
CREATE INDEX mail_folds_user_id_idx ON mail_folds (user_id);

-- The mails of an installation without a mail server, to be read at /dev/mail.
CREATE TABLE mailbox_mails (
  id uuid PRIMARY KEY,
  content bytea NOT NULL,
  sent_at timestamptz NOT NULL
);
