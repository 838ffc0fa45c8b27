DROP TABLE user_service_roles;
DROP TABLE role_permissions;
DROP TABLE roles;
DROP TABLE permissions;
