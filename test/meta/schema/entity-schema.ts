import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource, EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { rows, type Tx } from '#libs/database';
import type { MigratedColumn } from './migrated-schema.js';

const ROOT = join(import.meta.dirname, '../../..');

type EntityClass = abstract new (...args: never[]) => object;

/** Every class that an `x.entity.ts` of the server or of a library exports. */
export async function loadEntities(): Promise<EntityClass[]> {
  const files = ['apps/api/src', 'libs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.entity.ts') && !path.includes('node_modules'))
      .map((path) => join(ROOT, folder, path)),
  );
  const modules = await Promise.all(
    files.map((file) => import(file) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) =>
    Object.values(module).filter((value): value is EntityClass => typeof value === 'function'),
  );
}

export async function entityColumns(source: DataSource, tx: Tx): Promise<MigratedColumn[]> {
  const columns: MigratedColumn[] = [];
  for (const entity of source.entityMetadatas) {
    for (const column of entity.columns) columns.push(await describe(source, tx, entity, column));
  }
  return columns.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export const keyOf = ({ table, name }: Pick<MigratedColumn, 'table' | 'name'>): string =>
  `${table}.${name}`;

async function describe(
  source: DataSource,
  tx: Tx,
  entity: EntityMetadata,
  column: ColumnMetadata,
): Promise<MigratedColumn> {
  const type = source.driver.normalizeType(column) + (column.isArray ? '[]' : '');
  const given = column.isGenerated ? undefined : source.driver.normalizeDefault(column);
  const asPostgres = await inPostgresWords(tx, type, given);
  return {
    table: entity.tableName,
    name: column.databaseName,
    ...asPostgres,
    isNullable: column.isNullable,
    isGenerated: column.isGenerated || column.asExpression !== undefined,
  };
}

/** PostgreSQL writes types and expressions in one way of its own: it is asked how. */
async function inPostgresWords(
  tx: Tx,
  type: string,
  expression: string | undefined,
): Promise<Pick<MigratedColumn, 'type' | 'default'>> {
  const clause = expression === undefined ? '' : ` DEFAULT ${expression}`;
  await rows(tx, `CREATE TEMP TABLE probe (value ${type}${clause})`);
  const [found] = await rows<Pick<MigratedColumn, 'type' | 'default'>>(
    tx,
    `SELECT format_type(a.atttypid, a.atttypmod) AS type,
            pg_get_expr(d.adbin, d.adrelid) AS "default"
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = 'pg_temp.probe'::regclass AND a.attname = 'value'`,
  );
  await rows(tx, 'DROP TABLE pg_temp.probe');
  if (!found) throw new Error(`PostgreSQL does not know the type ${type}`);
  return found;
}

export interface EntityIndex {
  readonly table: string;
  /** `undefined` when TypeORM made the name up. */
  readonly name: string | undefined;
  readonly columns: readonly string[];
  readonly where: string | undefined;
}

/** What the decorators declare as unique. An index of expressions is declared by its name alone. */
export function entityUniques(source: DataSource): EntityIndex[] {
  return source.entityMetadatas.flatMap((entity) => [
    ...entity.indices
      .filter(({ isUnique }) => isUnique)
      .map(({ givenName, columns, where }) => ({
        table: entity.tableName,
        name: givenName,
        columns: columns.map(({ databaseName }) => databaseName),
        where,
      })),
    ...entity.uniques.map(({ givenName, columns }) => ({
      table: entity.tableName,
      name: givenName,
      columns: columns.map(({ databaseName }) => databaseName),
      where: undefined,
    })),
  ]);
}

export function entityPrimaryKeys(source: DataSource): string[] {
  return source.entityMetadatas
    .map(
      ({ tableName, primaryColumns }) =>
        `${tableName}(${primaryColumns
          .map(({ databaseName }) => databaseName)
          .sort()
          .join(', ')})`,
    )
    .sort();
}
