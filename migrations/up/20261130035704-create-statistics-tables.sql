-- What is counted, a row for each day (UTC), measure and label: small for ever, whatever the other tables grow to.
CREATE TABLE daily_statistics (
  measure text NOT NULL,
  day date NOT NULL,
  label text NOT NULL DEFAULT '',
  outcome text NOT NULL DEFAULT '',
  count bigint NOT NULL,
  CONSTRAINT daily_statistics_pkey PRIMARY KEY (measure, day, label, outcome)
) WITH (fillfactor = 70);

-- Which sessions and users were counted as active on a day already. Kept for days, not for good.
CREATE TABLE active_sessions_by_day (
  day date NOT NULL,
  session_id uuid NOT NULL,
  CONSTRAINT active_sessions_by_day_pkey PRIMARY KEY (day, session_id)
);

CREATE TABLE active_users_by_day (
  day date NOT NULL,
  user_id uuid NOT NULL,
  CONSTRAINT active_users_by_day_pkey PRIMARY KEY (day, user_id)
);

-- New accounts wait here to be added up, so that no registration waits for the counter of another.
CREATE TABLE new_accounts_by_day (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  day date NOT NULL,
  count bigint NOT NULL
);

CREATE FUNCTION count_new_accounts() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO new_accounts_by_day (day, count)
  SELECT (made.created_at AT TIME ZONE 'UTC')::date, count(*) FROM made GROUP BY 1;
  RETURN NULL;
END
$$;

CREATE TRIGGER users_are_counted
AFTER INSERT ON users
REFERENCING NEW TABLE AS made
FOR EACH STATEMENT EXECUTE FUNCTION count_new_accounts();
