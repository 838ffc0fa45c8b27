-- One row that tells this database from every other: shared caches are prefixed by its id, so that a
-- database made anew never meets the keys of the one before it. The epoch is raised after a restore
-- from a backup.
CREATE TABLE installation (
  singleton boolean NOT NULL DEFAULT true,
  id uuid NOT NULL,
  epoch integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT installation_pkey PRIMARY KEY (singleton),
  CONSTRAINT installation_singleton_check CHECK (singleton)
);
