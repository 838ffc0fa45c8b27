-- Links about added factors: the session in which one was added may have no device.
ALTER TABLE sign_in_links ALTER COLUMN device_id DROP NOT NULL;

-- The session in which an administrator has ordered a reset: the order ends with it. Null: the command line, or an order of before.
ALTER TABLE factor_resets ADD COLUMN requested_in uuid;
