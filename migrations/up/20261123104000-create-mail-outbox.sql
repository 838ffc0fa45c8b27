CREATE TABLE mail_outbox (
  id uuid PRIMARY KEY,
  template text NOT NULL,
  user_id uuid,
  payload bytea,
  message_id text NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts integer NOT NULL DEFAULT 0,
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
  CONSTRAINT mail_outbox_finished_check CHECK (
    (state IN ('pending', 'sending')) = (finished_at IS NULL) AND (finished_at IS NULL) = (payload IS NOT NULL)
  )
) WITH (fillfactor = 70);

-- The next ones to send, in order.
CREATE INDEX mail_outbox_due ON mail_outbox (next_attempt_at, id) WHERE state = 'pending';

-- Those whose worker died.
CREATE INDEX mail_outbox_leased ON mail_outbox (lease_until) WHERE state = 'sending';

-- Those whose link dies unsent.
CREATE INDEX mail_outbox_expiring ON mail_outbox (expires_at) WHERE state = 'pending';

-- The age of the oldest unsent one.
CREATE INDEX mail_outbox_unsent ON mail_outbox (created_at) WHERE finished_at IS NULL;

-- Cancelling and erasing what is about one account.
CREATE INDEX mail_outbox_of_user ON mail_outbox (user_id, template);

-- What was given up lately, for readiness and metrics.
CREATE INDEX mail_outbox_failed ON mail_outbox (finished_at) WHERE state = 'failed';

-- What housekeeping may delete.
CREATE INDEX mail_outbox_finished ON mail_outbox (finished_at) WHERE finished_at IS NOT NULL;
