import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { ProcessIdentity } from '#libs/database';
import { databaseUrl, templateDatabase } from './template-database.js';
import { isDeadOwner, testRunOwner } from './test-run.js';
import { defaultServerKind, testServerUrl, type TestServerKind } from './test-server.js';

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Drops it and closes remaining connections. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Without the schema, for tests of the migrations themselves. */
  readonly empty?: boolean;
  /** On the embedded server of the run, or on the one of TEST_DATABASE_URL. */
  readonly on?: TestServerKind;
}

const templates = new Map<TestServerKind, Promise<string>>();

/** Creates a separate database with the migrated schema and nothing else, in about 30 ms. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const kind = options.on ?? defaultServerKind();
  const serverUrl = await testServerUrl(kind);
  const template = options.empty ? 'template0' : await templateOf(kind, serverUrl);
  const name = `gh_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(serverUrl, async (admin) => {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    const owner = admin.escapeLiteral(JSON.stringify(testRunOwner()));
    await admin.query(`COMMENT ON DATABASE ${name} IS ${owner}`);
  });
  return {
    name,
    url: databaseUrl(serverUrl, name),
    drop: () => asAdmin(serverUrl, (admin) => dropDatabase(admin, name)),
  };
}

function templateOf(kind: TestServerKind, serverUrl: string): Promise<string> {
  const known = templates.get(kind);
  if (known) return known;
  const template = asAdmin(serverUrl, async (admin) => {
    await dropLeftovers(admin);
    return templateDatabase(admin, serverUrl);
  });
  templates.set(kind, template);
  return template;
}

/** Drops databases of test runs that were killed. */
async function dropLeftovers(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string; owner: string | null }>(
    `SELECT datname, shobj_description(oid, 'pg_database') AS owner
       FROM pg_database WHERE datname LIKE 'gh\\_test\\_%'`,
  );
  for (const { datname, owner } of rows) {
    if (owner && isDeadOwner(JSON.parse(owner) as ProcessIdentity)) {
      await dropDatabase(admin, datname);
    }
  }
}

async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function asAdmin<T>(serverUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
