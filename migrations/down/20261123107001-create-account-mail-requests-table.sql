DROP TABLE account_mail_requests;
