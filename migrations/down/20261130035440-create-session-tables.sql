DROP TABLE fresh_proofs;
DROP TABLE sessions;
