import type pg from 'pg';
import { failed } from '../errors.js';
import type { Script } from '../files/script.js';
import { nameInShape, shapeOf } from '../sql/shape.js';

const CONCURRENT_INDEX =
  /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?(?!ON )(\S+) ON (?:ONLY )?(\S+)/;

const STATE = `
  SELECT i.indisvalid AS valid
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
   WHERE i.indrelid = to_regclass($1) AND c.relnamespace = t.relnamespace AND c.oid = to_regclass(
     quote_ident((SELECT nspname FROM pg_catalog.pg_namespace WHERE oid = t.relnamespace)) || '.' || $2)`;

/**
 * An interrupted CREATE INDEX CONCURRENTLY leaves an invalid index, and with IF NOT EXISTS the next attempt would take
 * it for done.
 * @throws MigratorError
 */
export async function assertValidIndex(client: pg.Client, script: Script): Promise<void> {
  const statement = script.statements[0];
  if (!statement?.head.startsWith('CREATE ')) return;
  const [, index, table] = CONCURRENT_INDEX.exec(shapeOf(statement.text)) ?? [];
  if (index === undefined || table === undefined) return;
  const { rows } = await client.query<{ valid: boolean }>(STATE, [
    nameInShape(table),
    nameInShape(index),
  ]);
  if (rows[0]?.valid !== false) return;
  const name = nameInShape(index);
  throw failed(`${script.path}: the index ${name} is there and invalid: nothing uses it`, {
    hint: `An earlier run was cut short. \`DROP INDEX CONCURRENTLY ${name}\`, then run \`migrate up\` again.`,
    details: { file: script.path, index: name },
  });
}
