-- How often a mail was put off for a reason of its own; "attempts" also counts what the mail server was to blame for.
ALTER TABLE mail_outbox ADD COLUMN deferrals integer NOT NULL DEFAULT 0;
