-- gatehouse:no-transaction
-- Accounts by whether they are active and verified, in the order of ids: either side may be the rare one.
CREATE INDEX CONCURRENTLY users_by_flags ON users (is_active, is_email_verified, id);
