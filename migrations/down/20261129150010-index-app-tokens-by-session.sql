-- gatehouse:no-transaction
DROP INDEX CONCURRENTLY IF EXISTS app_tokens_made_in;
