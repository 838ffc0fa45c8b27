-- gatehouse:no-transaction
-- Page by page, each committed for itself: sign-ins of the users of one page wait for that page alone.
DO $$
DECLARE
  position uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  WHILE position IS NOT NULL LOOP
    position := recount_open_sessions(position, 2000);
    COMMIT;
  END LOOP;
END
$$;
