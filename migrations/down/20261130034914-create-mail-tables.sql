DROP TABLE mailbox_mails;
DROP TABLE mail_folds;
DROP TABLE mail_budgets;
DROP TABLE mail_outbox;
