ALTER TABLE services DROP COLUMN declared_scopes;
