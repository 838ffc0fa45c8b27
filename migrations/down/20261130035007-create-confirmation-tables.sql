DROP TABLE account_mail_requests;
DROP TABLE pending_registrations;
DROP TABLE one_time_tokens;
