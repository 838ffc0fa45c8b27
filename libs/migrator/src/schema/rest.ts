import { byName, isOwn, type ReadSql } from './catalog.js';

/** By name, but views that use other views come after those. */
const VIEWS = `
  WITH RECURSIVE uses AS (
    SELECT DISTINCT r.ev_class AS view, d.refobjid AS used
      FROM pg_catalog.pg_rewrite r
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass
       AND d.objid = r.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass
      JOIN pg_catalog.pg_class u ON u.oid = d.refobjid AND u.relkind IN ('v', 'm')
     WHERE d.refobjid <> r.ev_class
  ), heights AS (
    SELECT oid AS view, 0 AS height FROM pg_catalog.pg_class WHERE relkind IN ('v', 'm')
    UNION
    SELECT uses.view, heights.height + 1 FROM uses JOIN heights ON heights.view = uses.used
  )
  SELECT format(E'CREATE %s %s AS\\n%s', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END,
                c.oid::regclass, pg_get_viewdef(c.oid)) AS sql
    FROM pg_catalog.pg_class c
   WHERE c.relkind IN ('v', 'm') AND ${isOwn('c', 'relnamespace', 'pg_class')}
   ORDER BY (SELECT max(height) FROM heights WHERE view = c.oid), ${byName('c.oid::regclass::text')}`;

const TRIGGERS = `
  SELECT pg_get_triggerdef(t.oid) || ';' AS sql
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
   WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND ${isOwn('c', 'relnamespace', 'pg_class')}
   ORDER BY ${byName('c.oid::regclass::text')}, ${byName('t.tgname::text')}`;

const RULES = `
  SELECT pg_get_ruledef(r.oid) AS sql
    FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
   WHERE r.rulename <> '_RETURN' AND ${isOwn('c', 'relnamespace', 'pg_class')}
   ORDER BY ${byName('c.oid::regclass::text')}, ${byName('r.rulename::text')}`;

const ROW_SECURITY = `
  SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY;', c.oid::regclass, word) AS sql
    FROM pg_catalog.pg_class c,
         LATERAL (VALUES ('ENABLE', c.relrowsecurity), ('FORCE', c.relforcerowsecurity)) w(word, is_on)
   WHERE is_on AND ${isOwn('c', 'relnamespace', 'pg_class')}
   ORDER BY ${byName('c.oid::regclass::text')}, word`;

const POLICIES = `
  SELECT format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', p.polname, p.polrelid::regclass,
           CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
           CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                         WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
           (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE r::regrole::text END, ', ')
              FROM unnest(p.polroles) r))
      || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
      || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '') || ';' AS sql
    FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
   WHERE ${isOwn('c', 'relnamespace', 'pg_class')}
   ORDER BY ${byName('p.polrelid::regclass::text')}, ${byName('p.polname::text')}`;

const COMMENTS = `
  SELECT CASE WHEN d.objsubid = 0
    THEN format('COMMENT ON %s %s IS %L;',
                CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                               WHEN 'i' THEN 'INDEX' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                c.oid::regclass, d.description)
    ELSE format('COMMENT ON COLUMN %s.%I IS %L;', c.oid::regclass, a.attname, d.description)
    END AS sql
    FROM pg_catalog.pg_description d
    JOIN pg_catalog.pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
   WHERE ${isOwn('c', 'relnamespace', 'pg_class')}
   ORDER BY ${byName('c.oid::regclass::text')}, d.objsubid`;

/** Comments of all other named objects. */
const OTHER_COMMENTS = `
  SELECT format('COMMENT ON %s IS %L;', target, description) AS sql FROM (
    SELECT format('SCHEMA %I', n.nspname) AS target, d.description
      FROM pg_catalog.pg_description d JOIN pg_catalog.pg_namespace n
        ON n.oid = d.objoid AND d.classoid = 'pg_catalog.pg_namespace'::regclass
     WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
    UNION ALL
    SELECT format('%s %s', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END,
                  format_type(t.oid, NULL)), d.description
      FROM pg_catalog.pg_description d JOIN pg_catalog.pg_type t
        ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_type'::regclass
     WHERE ${isOwn('t', 'typnamespace', 'pg_type')}
    UNION ALL
    SELECT format('%s %s', CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE'
                                          ELSE 'FUNCTION' END, p.oid::regprocedure), d.description
      FROM pg_catalog.pg_description d JOIN pg_catalog.pg_proc p
        ON p.oid = d.objoid AND d.classoid = 'pg_catalog.pg_proc'::regclass
     WHERE ${isOwn('p', 'pronamespace', 'pg_proc')}
    UNION ALL
    SELECT format('CONSTRAINT %I ON %s', k.conname, k.conrelid::regclass), d.description
      FROM pg_catalog.pg_description d JOIN pg_catalog.pg_constraint k
        ON k.oid = d.objoid AND d.classoid = 'pg_catalog.pg_constraint'::regclass
      JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
     WHERE ${isOwn('c', 'relnamespace', 'pg_class')}
    UNION ALL
    SELECT format('TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass), d.description
      FROM pg_catalog.pg_description d JOIN pg_catalog.pg_trigger t
        ON t.oid = d.objoid AND d.classoid = 'pg_catalog.pg_trigger'::regclass
      JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
     WHERE ${isOwn('c', 'relnamespace', 'pg_class')}
  ) AS others ORDER BY ${byName('target')}`;

/** Objects on tables: views, triggers, rules, row security, comments. */
export async function dumpAttachments(read: ReadSql): Promise<string[][]> {
  const sections: string[][] = [];
  for (const query of [
    ...[VIEWS, TRIGGERS, RULES, ROW_SECURITY, POLICIES, COMMENTS, OTHER_COMMENTS],
  ]) {
    sections.push(await read(query));
  }
  return sections;
}
