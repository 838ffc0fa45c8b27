-- For which service the tokens of a session are unless another is named, and for which a sign-in by a provider was begun.
-- No foreign key: a session whose service is gone must not become one for everything.
ALTER TABLE sessions ADD COLUMN resource_id uuid;
ALTER TABLE oauth_codes ADD COLUMN resource text;
