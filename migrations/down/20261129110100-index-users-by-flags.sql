-- gatehouse:no-transaction
DROP INDEX CONCURRENTLY users_by_flags;
