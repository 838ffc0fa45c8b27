-- gatehouse:no-transaction
CREATE INDEX CONCURRENTLY app_tokens_made_in ON app_tokens (made_in) WHERE made_in IS NOT NULL;
