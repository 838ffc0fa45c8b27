ALTER TABLE account_merges DROP COLUMN units;
