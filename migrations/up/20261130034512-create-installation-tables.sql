-- One row that tells this database from every other: shared caches are prefixed by its id, so that a database made anew never
-- meets the keys of the one before it. The epoch is raised after a restore from a backup.
CREATE TABLE installation (
  singleton boolean PRIMARY KEY DEFAULT true,
  id uuid NOT NULL,
  epoch integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT installation_singleton_check CHECK (singleton)
);

-- Which instance does a periodic job at the moment.
CREATE TABLE cleanup_turns (
  job text PRIMARY KEY,
  holder uuid NOT NULL,
  held_until timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Written and removed in one transaction by the readiness check; no row is ever seen.
CREATE TABLE write_probes (
  id uuid PRIMARY KEY,
  payload bytea NOT NULL
);
