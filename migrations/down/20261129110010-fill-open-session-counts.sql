-- The numbers go with their tables.
SELECT 1;
