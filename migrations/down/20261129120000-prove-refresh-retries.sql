ALTER TABLE sessions
  DROP COLUMN rotation_key,
  DROP COLUMN device_generation,
  DROP COLUMN succeeded_by;
