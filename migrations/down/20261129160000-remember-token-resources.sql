ALTER TABLE oauth_codes DROP COLUMN resource;
ALTER TABLE sessions DROP COLUMN resource_id;
