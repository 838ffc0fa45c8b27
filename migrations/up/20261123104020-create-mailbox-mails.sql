CREATE TABLE mailbox_mails (
  id uuid PRIMARY KEY,
  content bytea NOT NULL,
  sent_at timestamptz NOT NULL
);
