DROP INDEX factors_created_at_idx;
DROP TABLE factor_resets;
