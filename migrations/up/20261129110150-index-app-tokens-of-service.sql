-- gatehouse:no-transaction
CREATE INDEX CONCURRENTLY app_tokens_of_service ON app_tokens (service_id, id);
