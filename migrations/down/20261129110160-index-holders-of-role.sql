-- gatehouse:no-transaction
DROP INDEX CONCURRENTLY user_service_roles_of_role;
