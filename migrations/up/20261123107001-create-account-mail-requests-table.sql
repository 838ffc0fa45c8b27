-- What strangers asked for by an address alone. Whether the address has an account is looked up after they
-- were answered, so that the answer cannot tell.
CREATE TABLE account_mail_requests (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  email_canonical text NOT NULL,
  ip text,
  user_agent text,
  request_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  not_before timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0
);
