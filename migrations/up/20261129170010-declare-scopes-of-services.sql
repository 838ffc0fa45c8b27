-- The scopes that the newest manifest of the service named; NULL: none ever did.
ALTER TABLE services ADD COLUMN declared_scopes text[];
