ALTER TABLE account_merges DROP COLUMN factors;

DROP INDEX factor_resets_requested_by_idx;
ALTER TABLE factor_resets DROP COLUMN requested_in;

-- The release before knows no links about factors.
DELETE FROM sign_in_links WHERE purpose = 'deny_factor' OR device_id IS NULL;
ALTER TABLE sign_in_links ALTER COLUMN device_id SET NOT NULL;
