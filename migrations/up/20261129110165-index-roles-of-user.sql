-- gatehouse:no-transaction
-- The roles of a user in a service page by page.
CREATE INDEX CONCURRENTLY user_service_roles_of_user ON user_service_roles (user_id, service_id, id);
