import type pg from 'pg';
import {
  ConnectionStringError,
  explainConnection,
  PostgresClient,
  readConnectionString,
} from '#libs/migrator';
import {
  ORIGINAL_TABLES,
  OriginalRefused,
  type Kind,
  type Original,
  type OriginalAssignment,
  type OriginalPermission,
  type OriginalRole,
  type OriginalService,
  type OriginalToken,
  type OriginalUser,
  type TableName,
} from './original.js';

const CONNECT_TIMEOUT_MS = 10_000;

type Columns = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads the database of the original service in one read-only snapshot.
 * @throws OriginalRefused when it cannot be reached, or is not a database of the original service
 */
export async function readOriginal(url: string): Promise<Original> {
  const client = await connect(url);
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL TIME ZONE 'UTC'`);
    const columns = await readColumns(client);
    assertOriginal(columns);
    return {
      users: await readUsers(client, columns),
      services: await readServices(client, columns),
      permissions: await readPermissions(client, columns),
      roles: await readRoles(client, columns),
      assignments: await readAssignments(client, columns),
      tokens: await readTokens(client, columns),
    };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connect(url: string): Promise<pg.Client> {
  const hint =
    'Give the address of the original database: --from postgresql://user:password@host/name';
  assertAddress(url, hint);
  const client = new PostgresClient({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'gatehouse import',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    const { words } = explainConnection(error, '--from');
    throw new OriginalRefused(`The original database cannot be opened: ${words}`, hint);
  }
}

function assertAddress(url: string, hint: string): void {
  try {
    readConnectionString(url);
  } catch (error) {
    if (!(error instanceof ConnectionStringError)) throw error;
    throw new OriginalRefused(`--from cannot be read: it ${error.message}`, hint);
  }
}

async function readColumns(client: pg.Client): Promise<Columns> {
  const { rows } = await client.query<{ table_name: string; column_name: string; type: string }>(
    `SELECT c.relname AS table_name, a.attname AS column_name, a.atttypid::regtype::text AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.oid IN
        (SELECT to_regclass(name) FROM unnest($1::text[]) AS name)`,
    [Object.keys(ORIGINAL_TABLES)],
  );
  const columns = new Map<string, Set<string>>();
  for (const { table_name, column_name, type } of rows) {
    const known = columns.get(table_name) ?? new Set();
    columns.set(table_name, known.add(column_name).add(`${column_name}:${type}`));
  }
  return columns;
}

function assertOriginal(columns: Columns): void {
  const hint = 'It must be the database that the original Flask service has used.';
  if (columns.get('users')?.has('email_canonical')) {
    throw new OriginalRefused('This is a database of Gatehouse, not of the original service', hint);
  }
  const missing = missingOf(columns);
  if (missing.length > 0) {
    const what = `This is not the original service's database; what is missing: ${missing.join(', ')}`;
    throw new OriginalRefused(what, `${hint} docs/importing.md lists the tables and columns.`);
  }
  const isInteger = ['integer', 'bigint', 'smallint'].some((type) =>
    columns.get('users')?.has(`id:${type}`),
  );
  if (!isInteger) {
    throw new OriginalRefused(
      'The keys of these users are no integers, as the original’s are',
      hint,
    );
  }
}

/** The missing tables, and the missing columns of existing tables. */
function missingOf(columns: Columns): string[] {
  return Object.entries(ORIGINAL_TABLES).flatMap(([table, { required }]) => {
    const has = columns.get(table);
    if (!has) return [`the table ${table}`];
    return required.filter((name) => !has.has(name)).map((name) => `${table}.${name}`);
  });
}

/** A column that older versions lack is read as NULL, a boolean as its default. */
function select(columns: Columns, table: TableName): string {
  const has = columns.get(table) ?? new Set();
  const read: Readonly<Record<string, Kind>> = ORIGINAL_TABLES[table].read;
  return Object.entries(read)
    .map(([name, kind]) => {
      const source = has.has(name) ? name : 'NULL';
      if (kind === 'boolean') return `coalesce(${source}::boolean, ${defaultOf(name)}) AS ${name}`;
      return kind === 'time' ? `${source}::timestamptz AS ${name}` : `${source}::text AS ${name}`;
    })
    .join(', ');
}

const defaultOf = (name: string): boolean => name === 'is_active';

async function all<T extends object>(client: pg.Client, sql: string): Promise<readonly T[]> {
  return (await client.query<T>(sql)).rows;
}

const readUsers = (client: pg.Client, columns: Columns) =>
  all<OriginalUser>(client, `SELECT id::int, ${select(columns, 'users')} FROM users ORDER BY id`);

const readServices = (client: pg.Client, columns: Columns) =>
  all<OriginalService>(
    client,
    `SELECT id::int, ${select(columns, 'services')} FROM services ORDER BY id`,
  );

const readPermissions = (client: pg.Client, columns: Columns) =>
  all<OriginalPermission>(
    client,
    `SELECT id::int, ${select(columns, 'permissions')}
       FROM permissions ORDER BY id`,
  );

const readRoles = (client: pg.Client, columns: Columns) =>
  all<OriginalRole>(
    client,
    `SELECT id::int, service_id::int,
        ${select(columns, 'roles')},
        ARRAY(SELECT permission_id::int FROM role_permissions p WHERE p.role_id = roles.id
          ORDER BY permission_id) AS permission_ids
       FROM roles ORDER BY id`,
  );

const readAssignments = (client: pg.Client, columns: Columns) =>
  all<OriginalAssignment>(
    client,
    `SELECT user_id::int, service_id::int, role_id::int,
        ${select(columns, 'user_service_roles')}
       FROM user_service_roles ORDER BY user_id, service_id, role_id`,
  );

const readTokens = (client: pg.Client, columns: Columns) =>
  all<OriginalToken>(
    client,
    `SELECT id::int, service_id::int, ${select(columns, 'app_tokens')} FROM app_tokens ORDER BY id`,
  );
