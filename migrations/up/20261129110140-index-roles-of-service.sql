-- gatehouse:no-transaction
CREATE INDEX CONCURRENTLY roles_of_service ON roles (service_id, id);
