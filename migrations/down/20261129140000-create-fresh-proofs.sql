DROP TABLE fresh_proofs;
