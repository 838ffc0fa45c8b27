import { byName, isOwn, type ReadSql } from './catalog.js';

const EXTENSIONS = `
  SELECT format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I;', e.extname, n.nspname) AS sql
    FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
   WHERE e.extname <> 'plpgsql' ORDER BY ${byName('e.extname')}`;

const SCHEMAS = `
  SELECT format('CREATE SCHEMA %I;', n.nspname) AS sql
    FROM pg_catalog.pg_namespace n
   WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                      WHERE e.classid = 'pg_catalog.pg_namespace'::regclass
                        AND e.objid = n.oid AND e.deptype = 'e')
   ORDER BY ${byName('n.nspname')}`;

const ENUMS = `
  SELECT format('CREATE TYPE %s AS ENUM (%s);', format_type(t.oid, NULL),
           (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
              FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)) AS sql
    FROM pg_catalog.pg_type t
   WHERE t.typtype = 'e' AND ${isOwn('t', 'typnamespace', 'pg_type')}
   ORDER BY ${byName('format_type(t.oid, NULL)')}`;

const DOMAINS = `
  SELECT format('CREATE DOMAIN %s AS %s', format_type(t.oid, NULL),
                format_type(t.typbasetype, t.typtypmod))
      || CASE WHEN t.typdefault IS NULL THEN '' ELSE ' DEFAULT ' || t.typdefault END
      || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
      || coalesce((SELECT string_agg(format(' CONSTRAINT %I %s', c.conname,
                                            pg_get_constraintdef(c.oid)), '' ORDER BY ${byName('c.conname::text')})
                     FROM pg_catalog.pg_constraint c
                    WHERE c.contypid = t.oid AND c.contype = 'c'), '') || ';' AS sql
    FROM pg_catalog.pg_type t
   WHERE t.typtype = 'd' AND ${isOwn('t', 'typnamespace', 'pg_type')}
   ORDER BY ${byName('format_type(t.oid, NULL)')}`;

const COMPOSITES = `
  SELECT format('CREATE TYPE %s AS (%s);', format_type(t.oid, NULL),
           (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', '
                              ORDER BY a.attnum)
              FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)) AS sql
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
   WHERE c.relkind = 'c' AND ${isOwn('t', 'typnamespace', 'pg_type')}
   ORDER BY ${byName('format_type(t.oid, NULL)')}`;

const RANGES = `
  SELECT format('CREATE TYPE %s AS RANGE (SUBTYPE = %s);', format_type(t.oid, NULL),
                format_type(r.rngsubtype, NULL)) AS sql
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
   WHERE t.typtype = 'r' AND ${isOwn('t', 'typnamespace', 'pg_type')}
   ORDER BY ${byName('format_type(t.oid, NULL)')}`;

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) || ';' AS sql
    FROM pg_catalog.pg_proc p
   WHERE p.prokind IN ('f', 'p', 'w') AND ${isOwn('p', 'pronamespace', 'pg_proc')}
   ORDER BY ${byName('p.oid::regprocedure::text')}`;

const AGGREGATES = `
  SELECT format(E'CREATE AGGREGATE %s (\n  SFUNC = %s,\n  STYPE = %s', p.oid::regprocedure,
                a.aggtransfn::regproc, format_type(a.aggtranstype, NULL))
      || CASE WHEN a.aggfinalfn = 0 THEN '' ELSE E',\n  FINALFUNC = ' || a.aggfinalfn::regproc END
      || CASE WHEN a.aggcombinefn = 0 THEN ''
              ELSE E',\n  COMBINEFUNC = ' || a.aggcombinefn::regproc END
      || coalesce(E',\n  INITCOND = ' || quote_literal(a.agginitval), '')
      || CASE p.proparallel WHEN 's' THEN E',\n  PARALLEL = SAFE'
                            WHEN 'r' THEN E',\n  PARALLEL = RESTRICTED' ELSE '' END
      || E'\n);' AS sql
    FROM pg_catalog.pg_aggregate a JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
   WHERE a.aggkind = 'n' AND ${isOwn('p', 'pronamespace', 'pg_proc')}
   ORDER BY ${byName('p.oid::regprocedure::text')}`;

/** The objects that tables need: extensions, schemas, types, functions. */
export async function dumpFoundations(read: ReadSql): Promise<string[][]> {
  const sections: string[][] = [];
  for (const query of [
    EXTENSIONS,
    SCHEMAS,
    ENUMS,
    DOMAINS,
    COMPOSITES,
    RANGES,
    FUNCTIONS,
    AGGREGATES,
  ]) {
    sections.push(await read(query));
  }
  return sections;
}
