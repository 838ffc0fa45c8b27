-- gatehouse:allow index
-- For the search by the beginning of an address, which the unique index cannot serve in every collation.
CREATE INDEX users_email_prefix_idx ON users (email_canonical text_pattern_ops);
