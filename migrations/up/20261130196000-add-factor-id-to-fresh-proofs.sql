-- The factor by which a fresh proof was made: the proof ends with it. The table holds the proofs of an hour.
ALTER TABLE fresh_proofs ADD COLUMN factor_id uuid
  CONSTRAINT fresh_proofs_factor_id_fkey REFERENCES factors (id) ON DELETE CASCADE;

-- gatehouse:allow index
CREATE INDEX fresh_proofs_factor_id_idx ON fresh_proofs (factor_id);
