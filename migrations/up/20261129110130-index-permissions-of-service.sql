-- gatehouse:no-transaction
-- The permissions of a service page by page.
CREATE INDEX CONCURRENTLY permissions_of_service ON permissions (service_id, id);
