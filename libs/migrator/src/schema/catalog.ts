import type pg from 'pg';

/** Runs a catalogue query with a result column `sql`. */
export type ReadSql = (query: string) => Promise<string[]>;

/**
 * A condition for user objects, without those of the system and of extensions. `alias` is a catalogue table with a
 * namespace.
 */
export function isOwn(alias: string, namespaceColumn: string, catalog: string): string {
  return `${alias}.${namespaceColumn} IN (
      SELECT oid FROM pg_catalog.pg_namespace
       WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend e
       WHERE e.classid = 'pg_catalog.${catalog}'::regclass AND e.objid = ${alias}.oid
         AND e.deptype = 'e')`;
}

/** Sorts names in byte order, independent of the database's collation. */
export const byName = (expression: string): string => `${expression} COLLATE "C"`;

export function reader(client: pg.Client): ReadSql {
  return async (query) => {
    const { rows } = await client.query<{ sql: string }>(query);
    return rows.map(({ sql }) => sql.trim());
  };
}
