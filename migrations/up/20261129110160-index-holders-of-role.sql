-- gatehouse:no-transaction
-- Who holds a role that a million hold, in the order of users.
CREATE INDEX CONCURRENTLY user_service_roles_of_role ON user_service_roles (role_id, user_id);
