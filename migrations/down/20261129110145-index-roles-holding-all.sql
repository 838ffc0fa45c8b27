-- gatehouse:no-transaction
DROP INDEX CONCURRENTLY roles_holding_all;
