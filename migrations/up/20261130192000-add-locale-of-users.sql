-- The language of pages and mails, as a BCP 47 tag. NULL: none was chosen.
ALTER TABLE users ADD COLUMN locale text;
ALTER TABLE pending_registrations ADD COLUMN locale text;
-- Of the request, for an account that has none.
ALTER TABLE account_mail_requests ADD COLUMN locale text;
