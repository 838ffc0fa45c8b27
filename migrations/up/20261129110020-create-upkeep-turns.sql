-- Which instance does a job of housekeeping at the moment.
CREATE TABLE upkeep_turns (
  job text PRIMARY KEY,
  holder uuid NOT NULL,
  held_until timestamptz NOT NULL
) WITH (fillfactor = 50);
