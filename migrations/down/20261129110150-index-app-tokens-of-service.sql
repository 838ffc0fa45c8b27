-- gatehouse:no-transaction
DROP INDEX CONCURRENTLY app_tokens_of_service;
