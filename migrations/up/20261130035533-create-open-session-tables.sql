-- Sessions that nobody has ended, of each user who has any. An expired one is among them until the cleanup ends it.
CREATE TABLE open_sessions_by_user (
  user_id uuid PRIMARY KEY,
  sessions integer NOT NULL
) WITH (fillfactor = 70);

-- Their sums, as changes that are added up: no sign-in waits for the counter of another.
CREATE TABLE open_session_counts (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  sessions bigint NOT NULL,
  users bigint NOT NULL
);

-- What the rows of one statement have changed, until its end: counted one by one, each would wait behind all versions of its
-- user's number, and ending many sessions of a user would take the square of their number.
CREATE TABLE open_session_changes (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  xid bigint NOT NULL,
  user_id uuid NOT NULL,
  change integer NOT NULL
);

CREATE INDEX open_session_changes_xid_idx ON open_session_changes (xid);

-- Each user once. Rows are locked in the order of the users, so that two such statements never wait for each other.
CREATE FUNCTION add_open_sessions(of_users uuid[], changes integer[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  is_any_zero boolean;
BEGIN
  WITH given AS (SELECT * FROM unnest(of_users, changes) AS g (user_id, change)),
  added AS (
    INSERT INTO open_sessions_by_user AS kept (user_id, sessions)
    SELECT user_id, change FROM given ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET sessions = kept.sessions + excluded.sessions
    RETURNING user_id, sessions),
  counted AS (
    INSERT INTO open_session_counts (sessions, users)
    SELECT sum(change), sum((sessions > 0)::integer - (sessions - change > 0)::integer)
      FROM added JOIN given USING (user_id) HAVING count(*) > 0)
  SELECT bool_or(sessions = 0) INTO is_any_zero FROM added;
  IF is_any_zero THEN
    DELETE FROM open_sessions_by_user WHERE user_id = ANY (of_users) AND sessions = 0;
  END IF;
END
$$;

-- The triggers run with the owner's rights: a role that may change sessions needs none on these tables for it.
CREATE FUNCTION count_begun_sessions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM add_open_sessions(array_agg(user_id), array_agg(n)) FROM (
    SELECT user_id, count(*)::integer AS n FROM made WHERE ended_at IS NULL GROUP BY user_id) of_user
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE FUNCTION count_deleted_sessions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM add_open_sessions(array_agg(user_id), array_agg(-n)) FROM (
    SELECT user_id, count(*)::integer AS n FROM gone WHERE ended_at IS NULL GROUP BY user_id) of_user
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_ended_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF OLD.ended_at IS NULL THEN
    INSERT INTO open_session_changes (xid, user_id, change) VALUES (pg_current_xact_id()::text::bigint, OLD.user_id, -1);
  END IF;
  IF NEW.ended_at IS NULL THEN
    INSERT INTO open_session_changes (xid, user_id, change) VALUES (pg_current_xact_id()::text::bigint, NEW.user_id, 1);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION count_ended_sessions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  users uuid[];
  changes integer[];
BEGIN
  WITH noted AS (
    DELETE FROM open_session_changes WHERE xid = pg_current_xact_id()::text::bigint RETURNING user_id, change),
  of_user AS (
    SELECT user_id, sum(change)::integer AS n FROM noted GROUP BY user_id HAVING sum(change) <> 0)
  SELECT array_agg(user_id), array_agg(n) INTO users, changes FROM of_user;
  IF users IS NOT NULL THEN
    PERFORM add_open_sessions(users, changes);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION forget_open_sessions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM open_sessions_by_user;
  DELETE FROM open_session_counts;
  RETURN NULL;
END
$$;

-- Makes the numbers of a page of users what their sessions are, from one snapshot; answers the last of them, or NULL at the
-- end. The difference is added, so that what changes meanwhile is kept, and a second run changes nothing.
CREATE FUNCTION recount_open_sessions(after uuid, page integer) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  last uuid;
  upto uuid;
BEGIN
  SELECT user_id INTO last FROM (
    (SELECT DISTINCT user_id FROM sessions WHERE ended_at IS NULL AND user_id > after ORDER BY user_id LIMIT page)
    UNION
    (SELECT user_id FROM open_sessions_by_user WHERE user_id > after ORDER BY user_id LIMIT page)) u
   ORDER BY user_id OFFSET page - 1 LIMIT 1;
  upto := coalesce(last, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  PERFORM add_open_sessions(array_agg(user_id), array_agg(change)) FROM (
    SELECT user_id, coalesce(counted.sessions, 0) - coalesce(kept.sessions, 0) AS change
      FROM (SELECT user_id, count(*)::integer AS sessions FROM sessions
             WHERE ended_at IS NULL AND user_id > after AND user_id <= upto GROUP BY user_id) counted
      FULL JOIN (SELECT user_id, sessions FROM open_sessions_by_user
                  WHERE user_id > after AND user_id <= upto) kept USING (user_id)) difference
   WHERE change <> 0 HAVING count(*) > 0;
  RETURN last;
END
$$;

CREATE TRIGGER begun_sessions_are_counted
AFTER INSERT ON sessions
REFERENCING NEW TABLE AS made
FOR EACH STATEMENT EXECUTE FUNCTION count_begun_sessions();

CREATE TRIGGER deleted_sessions_are_counted
AFTER DELETE ON sessions
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION count_deleted_sessions();

-- A refresh changes neither column: it pays nothing.
CREATE TRIGGER ended_sessions_are_noted
AFTER UPDATE OF ended_at, user_id ON sessions
FOR EACH ROW WHEN ((OLD.ended_at IS NULL) <> (NEW.ended_at IS NULL) OR OLD.user_id <> NEW.user_id)
EXECUTE FUNCTION note_ended_session();

CREATE TRIGGER ended_sessions_are_counted
AFTER UPDATE OF ended_at, user_id ON sessions
FOR EACH STATEMENT EXECUTE FUNCTION count_ended_sessions();

CREATE TRIGGER emptied_sessions_are_counted
AFTER TRUNCATE ON sessions
FOR EACH STATEMENT EXECUTE FUNCTION forget_open_sessions();
