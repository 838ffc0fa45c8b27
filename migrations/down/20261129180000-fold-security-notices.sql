ALTER TABLE account_mail_requests DROP COLUMN device_hash;

DROP TABLE mail_folds;
