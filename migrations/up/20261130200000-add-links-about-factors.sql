-- Links about added factors: the session in which one was added may have no device.
ALTER TABLE sign_in_links ALTER COLUMN device_id DROP NOT NULL;

-- The session in which an administrator has ordered a reset: the order ends with it. Null: the command line, or an order of before.
ALTER TABLE factor_resets ADD COLUMN requested_in uuid;

-- For the withdrawal of what an administrator has ordered. There are few orders at a time.
-- gatehouse:allow index
CREATE INDEX factor_resets_requested_by_idx ON factor_resets (requested_by) WHERE requested_by IS NOT NULL;

-- The second factors of a merged account, as their tables have them, so that an undone merge leaves it no easier to get at.
ALTER TABLE account_merges ADD COLUMN factors jsonb NOT NULL DEFAULT '{}';
