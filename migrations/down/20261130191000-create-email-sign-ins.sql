ALTER TABLE account_mail_requests DROP COLUMN resource, DROP COLUMN nonce_hash;
DROP TABLE email_sign_ins;
