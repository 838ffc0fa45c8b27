-- Removals of all factors of an account that an operator has ordered. The owner can object until they are due; one that is done
-- or objected to is deleted. `requested_by` is the administrator; null: the operator at the command line.
CREATE TABLE factor_resets (
  user_id uuid PRIMARY KEY,
  token_hash bytea NOT NULL,
  requested_by uuid,
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  CONSTRAINT factor_resets_token_hash_key UNIQUE (token_hash),
  CONSTRAINT factor_resets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX factor_resets_due_at_idx ON factor_resets (due_at);

-- For the cleanup of enrolments that were not finished. The table is as new as this one.
-- gatehouse:allow index
CREATE INDEX factors_created_at_idx ON factors (created_at) WHERE confirmed_at IS NULL;
