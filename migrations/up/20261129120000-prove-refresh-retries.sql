-- What the last rotation of a refresh token was asked with, so that a retry can prove that it comes from the same client.
-- The generations say for which rotation a value was written: a release that does not know these columns leaves them as
-- they are, and they then speak of no rotation any more.
ALTER TABLE sessions
  ADD COLUMN rotation_key bytea,
  ADD COLUMN device_generation integer,
  ADD COLUMN succeeded_by uuid;
