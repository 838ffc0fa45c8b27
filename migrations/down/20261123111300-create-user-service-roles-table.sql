DROP TABLE user_service_roles;
