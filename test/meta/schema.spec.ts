import { CONSTRAINT_REFUSALS, type Database } from '#libs/database';
import { openDatabase, type OpenDatabase } from '#libs/testing';
import {
  entityColumns,
  entityPrimaryKeys,
  entityUniques,
  loadEntities,
  type EntityIndex,
} from './schema/entity-schema.js';
import {
  columnsOf,
  constraintNames,
  foreignKeysWithoutIndex,
  namedObjectsOf,
  secondName,
  standardName,
  tablesOf,
  uniqueIndexesOf,
  type MigratedColumn,
  type MigratedIndex,
} from './schema/migrated-schema.js';

/** A number may be written as a numeric text. */
const plain = (expression: string | null): string =>
  expression?.replace(/^'(-?\d+)'::(?:bigint|integer|smallint|numeric)$/, '$1') ?? 'none';

const line = (column: MigratedColumn): string =>
  [
    `${column.table}.${column.name}`,
    column.type,
    column.isNullable ? 'null' : 'not null',
    column.isGenerated ? 'generated' : `default ${plain(column.default)}`,
  ].join(' | ');

const names = ({ columns }: EntityIndex): string => columns.join(', ');
const sameKeys = (index: MigratedIndex, entity: EntityIndex): boolean =>
  entity.columns.length === 0 || index.keys.join(', ') === names(entity);

function matches(index: MigratedIndex, entity: EntityIndex): boolean {
  return (
    index.table === entity.table &&
    (entity.name === undefined || entity.name === index.name) &&
    sameKeys(index, entity) &&
    (index.where === null) === (entity.where === undefined)
  );
}

describe('the migrated schema', () => {
  let open: OpenDatabase;
  let database: Database;

  beforeAll(async () => {
    open = await openDatabase({ entities: await loadEntities(), poolMax: 1 });
    ({ database } = open);
  }, 60_000);
  afterAll(() => open.close());

  it('The migrated schema has an entity for each table, and a table for each entity', async () => {
    const entities = database.dataSource.entityMetadatas.map(({ tableName }) => tableName).sort();
    expect(entities).toEqual(await tablesOf(database.pool));
  });

  it('The migrated schema has the columns, types, nullability and defaults of the entities', async () => {
    const { pool, dataSource } = database;
    const declared = (await entityColumns(dataSource, pool)).map(line).sort();
    const migrated = (await columnsOf(pool)).filter(({ table }) => table !== 'migrations');
    expect(declared).toEqual(migrated.map(line).sort());
  });

  it('The migrated schema has the primary keys of the entities', async () => {
    const primary = (await uniqueIndexesOf(database.pool))
      .filter(({ isPrimary, table }) => isPrimary && table !== 'migrations')
      .map(({ table, keys }) => `${table}(${[...keys].sort().join(', ')})`);
    expect(entityPrimaryKeys(database.dataSource)).toEqual(primary.sort());
  });

  it('The migrated schema has the unique indexes of the entities and no others', async () => {
    const migrated = (await uniqueIndexesOf(database.pool)).filter(
      ({ isPrimary, table }) => !isPrimary && table !== 'migrations',
    );
    const declared = entityUniques(database.dataSource);
    const undeclared = migrated.filter(
      (index) => !declared.some((entity) => matches(index, entity)),
    );
    const missing = declared.filter((entity) => !migrated.some((index) => matches(index, entity)));
    expect({ undeclared, missing }).toEqual({ undeclared: [], missing: [] });
  });

  it('The migrated schema has an index behind every foreign key', async () => {
    expect(await foreignKeysWithoutIndex(database.pool)).toEqual([]);
  });

  it('The migrated schema names each constraint and index by its table, its columns and its kind', async () => {
    const objects = await namedObjectsOf(database.pool);
    const taken = new Set(objects.map(({ name }) => name));
    const misnamed = objects.filter((object) => {
      const standard = standardName(object);
      return (
        object.name !== standard &&
        !(taken.has(standard) && secondName(object).includes(object.name))
      );
    });
    expect(misnamed.map((object) => `${object.name}: ${standardName(object)}`)).toEqual([]);
  });

  it('The migrated schema has the same column for the canonical form of a name in each table', async () => {
    const { pool } = database;
    const columns = (await columnsOf(pool)).filter(({ name }) => name === 'name_canonical');
    const keys = (await uniqueIndexesOf(pool)).filter(
      (index) => index.keys.at(-1) === 'name_canonical',
    );
    expect(columns.map(line)).toEqual(
      ['app_tokens', 'permissions', 'roles', 'services'].map(
        (table) => `${table}.name_canonical | text | not null | default none`,
      ),
    );
    expect(keys.map(({ name }) => name)).toEqual([
      'app_tokens_service_id_name_canonical_key',
      'permissions_service_id_name_canonical_key',
      'roles_service_id_name_canonical_key',
      'services_name_canonical_key',
    ]);
  });

  it('The migrated schema has every constraint that a refusal is written for', async () => {
    const known = await constraintNames(database.pool);
    expect(Object.keys(CONSTRAINT_REFUSALS).filter((name) => !known.has(name))).toEqual([]);
  });
});
