ALTER TABLE sessions DROP COLUMN device_id, DROP COLUMN risk_reasons;
DROP TABLE sign_in_links;
DROP TABLE devices;
