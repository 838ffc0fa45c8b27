ALTER TABLE account_mail_requests DROP COLUMN locale;
ALTER TABLE pending_registrations DROP COLUMN locale;
ALTER TABLE users DROP COLUMN locale;
