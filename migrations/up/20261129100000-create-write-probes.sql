-- Written and removed in one transaction by readiness; no row is ever seen.
CREATE TABLE write_probes (
  id uuid PRIMARY KEY,
  payload bytea NOT NULL
);
