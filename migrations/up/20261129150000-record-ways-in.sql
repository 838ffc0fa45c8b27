-- Which session made each way in, and when it became one of this account, so that a recovery can undo what an intruder made. A
-- release that does not know these columns leaves them empty: what it adds counts from `created_at`, and as nobody's.
ALTER TABLE identities
  ADD COLUMN origin text,
  ADD COLUMN made_in uuid,
  ADD COLUMN made_from text,
  ADD COLUMN added_at timestamptz;
-- Of whose way in the session came, and by which identity.
ALTER TABLE sessions
  ADD COLUMN identity_id uuid,
  ADD COLUMN descends_from uuid;
-- `vouched_by`: the provider on whose word alone the address counts as verified, where that provider is no authority for it.
ALTER TABLE users
  ADD COLUMN password_made_in uuid,
  ADD COLUMN vouched_by text;
ALTER TABLE app_tokens
  ADD COLUMN made_in uuid;
