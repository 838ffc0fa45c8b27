ALTER TABLE fresh_proofs DROP COLUMN factor_id;
