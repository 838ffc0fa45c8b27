ALTER TABLE app_tokens DROP COLUMN name_canonical;
ALTER TABLE permissions DROP COLUMN name_canonical;
