-- gatehouse:no-transaction
-- A new permission of a service goes to the roles that hold all of them.
CREATE INDEX CONCURRENTLY roles_holding_all ON roles (service_id) WHERE holds_all;
