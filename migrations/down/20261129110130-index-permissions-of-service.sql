-- gatehouse:no-transaction
DROP INDEX CONCURRENTLY permissions_of_service;
