-- gatehouse:allow constraint, index
-- The form in which names of permissions and tokens are compared: `Orders:Read` is no second `orders:read`. Nullable, as the
-- version before writes none. Where such names stand beside each other already, all stay, and the first keeps the form.
ALTER TABLE permissions ADD COLUMN name_canonical text;
ALTER TABLE app_tokens ADD COLUMN name_canonical text;

UPDATE permissions p
   SET name_canonical = CASE WHEN c.place = 1 THEN c.form ELSE c.form || ' ' || c.id END
  FROM (
    SELECT f.id, f.form, row_number() OVER (PARTITION BY f.service_id, f.form ORDER BY f.created_at, f.id) AS place
      FROM (
        SELECT id, service_id, created_at,
               btrim(regexp_replace(normalize(lower(normalize(name, NFKC)), NFKC), '\s+', ' ', 'g')) AS form
          FROM permissions
      ) f
  ) c
 WHERE c.id = p.id;

UPDATE app_tokens t
   SET name_canonical = CASE WHEN c.place = 1 THEN c.form ELSE c.form || ' ' || c.id END
  FROM (
    SELECT f.id, f.form, row_number() OVER (PARTITION BY f.service_id, f.form ORDER BY f.created_at, f.id) AS place
      FROM (
        SELECT id, service_id, created_at,
               btrim(regexp_replace(normalize(lower(normalize(name, NFKC)), NFKC), '\s+', ' ', 'g')) AS form
          FROM app_tokens
      ) f
  ) c
 WHERE c.id = t.id;

ALTER TABLE permissions ADD CONSTRAINT permissions_canonical_key UNIQUE (service_id, name_canonical);
ALTER TABLE app_tokens ADD CONSTRAINT app_tokens_canonical_key UNIQUE (service_id, name_canonical);
