-- gatehouse:no-transaction
-- Each refresh changed it, and with it every other index of the row.
DROP INDEX CONCURRENTLY sessions_expires_at_user_id_idx;
