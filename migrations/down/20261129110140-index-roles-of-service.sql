-- gatehouse:no-transaction
DROP INDEX CONCURRENTLY roles_of_service;
