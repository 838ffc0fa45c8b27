import type pg from 'pg';
import { reader } from './catalog.js';
import { dumpAttachments } from './rest.js';
import { dumpTables } from './tables.js';
import { dumpFoundations } from './types.js';

/**
 * The schema as SQL in an order that depends only on names: two databases with the same schema give the same text,
 * however it was created. Owners, grants, rows and the table of applied migrations are omitted. Empty for an empty
 * database.
 */
export async function dumpSchema(client: pg.Client, historyTable: string): Promise<string> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    // With an empty search path PostgreSQL writes every name with its schema.
    await client.query("SELECT set_config('search_path', '', true)");
    const { rows } = await client.query<{ oid: string }>(
      'SELECT coalesce(to_regclass($1)::oid, 0)::text AS oid',
      [historyTable],
    );
    const read = reader(client);
    const sections = [
      ...(await dumpFoundations(read)),
      ...(await dumpTables(read, rows[0]?.oid ?? '0')),
      ...(await dumpAttachments(read)),
    ];
    return sections.flat().join('\n\n');
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}
