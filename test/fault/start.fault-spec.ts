import { createServer, type Server } from 'node:net';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  createTestDatabase,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { DatabaseProbe } from '../migrations/support/database-probe.js';
import { MigrationFolder } from '../migrations/support/migration-folder.js';

describe('a server that cannot start', () => {
  let server: ServerProcess | undefined;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  afterEach(() => server?.kill());

  const outcome = async (env: Record<string, string>, databaseUrl = database.url) => {
    server = await startServerProcess({ databaseUrl, env, until: 'none' });
    const { code } = await server.exited;
    return { code, output: server.output };
  };

  it('a server that cannot start reports all problems of its environment at once, by name and never by value', async () => {
    const { code, output } = await outcome({
      NODE_ENV: 'production',
      SECRET_KEY: 'changeme',
      APP_BASE_URL: 'http://id.example.com',
      CORS_ORIGINS: '*',
      TRUST_PROXY: 'everybody',
      LOG_LEVEL: 'deafening',
      BCRYPT_COST: 'hunter2',
    });
    expect(code).toBe(1);
    const names = [
      'SECRET_KEY',
      'APP_BASE_URL',
      'CORS_ORIGINS',
      'TRUST_PROXY',
      'LOG_LEVEL',
      'BCRYPT_COST',
      'MAIL_SERVER',
    ];
    for (const name of names) expect(output).toMatch(new RegExp(`^  ${name}: `, 'm'));
    for (const value of ['changeme', 'id.example.com', 'everybody', 'deafening', 'hunter2']) {
      expect(output).not.toContain(value);
    }
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('a server whose NODE_ENV is written in capitals reports the same problems', async () => {
    const { code, output } = await outcome({ NODE_ENV: 'Production', SECRET_KEY: 'changeme' });
    expect(code).toBe(1);
    expect(output).toMatch(/^ {2}SECRET_KEY: /m);
  });

  it('a server refuses a well-known password of a remote database in production', async () => {
    const { code, output } = await outcome(
      {
        NODE_ENV: 'production',
        SECRET_KEY: 'f3Qz8-vKp0Lr2Xw9Ty6Ub1Ne5Ma4Hs7J',
        APP_BASE_URL: 'https://id.example.com',
        MAIL_SERVER: 'mail.example.com',
      },
      'postgresql://postgres:postgres@db.example.com:5432/auth_db',
    );
    expect(code).toBe(1);
    expect(output).toMatch(/^ {2}DATABASE_URL: /m);
  });

  it('a server that cannot start says that the port is taken', async () => {
    const holder = await new Promise<Server>((resolve) => {
      const made = createServer().listen(0, '127.0.0.1', () => resolve(made));
    });
    const { port } = holder.address() as { port: number };
    const { code, output } = await outcome({ PORT: String(port) });
    expect(code).toBe(1);
    expect(output).toContain('choose another PORT');
    expect(output).not.toMatch(/\n\s+at /);
    await new Promise((resolve) => holder.close(resolve));
  });

  it.each([
    ['RISK_ADDRESS_LIST', 'the file cannot be read (ENOENT)'],
    ['GEOIP_DATABASE', 'is not a file that can be read as mmdb'],
  ])('a server that cannot start says which file of %s cannot be read', async (name, why) => {
    const { code, output } = await outcome({ [name]: '/nowhere/at-all' });
    expect(code).toBe(1);
    expect(output).toContain(`${name}: ${why}`);
    expect(output).not.toMatch(/\n\s+at |nowhere/);
  });

  describe('for its migrations', () => {
    let empty: TestDatabase;
    let probe: DatabaseProbe;
    let folder: MigrationFolder;
    beforeEach(async () => {
      empty = await createTestDatabase({ empty: true });
      probe = await DatabaseProbe.open(empty.url);
      folder = new MigrationFolder();
    });
    afterEach(async () => {
      folder.remove();
      await probe.close();
      await empty.drop();
    });

    const start = () => outcome({ MIGRATIONS_DIR: folder.dir }, empty.url);

    it('a server that cannot start names the failing migration with its line and reason, and keeps the ones before it', async () => {
      folder
        .addTable('20260101000000', 'good')
        .add(
          '20260102000000-bad',
          'CREATE TABLE half (id integer);\nSELECT nonsense;',
          'DROP TABLE half;',
        );
      const { code, output } = await start();
      expect(code).toBe(1);
      expect(output).toMatch(/20260102000000-bad\b.*\b2\b/);
      expect(output).toContain('column "nonsense" does not exist');
      expect(output).not.toMatch(/\n\s+at /);
      expect(await probe.tables()).toEqual(expect.arrayContaining(['good']));
      expect(await probe.tables()).not.toContain('half');
    });

    it('a server that cannot start says that there are no migrations', async () => {
      const up = join(folder.dir, 'up');
      rmSync(up, { recursive: true });
      const { code, output } = await start();
      expect(code).toBe(1);
      expect(output).toContain(`There is no folder ${up}`);
      expect(output).not.toMatch(/\n\s+at /);
      expect(await probe.tables()).toEqual([]);
    });
  });
});

describe('a server that is told not to migrate', () => {
  it('a server that is told not to migrate is alive, not ready, and names the pending migrations', async () => {
    const database = await createTestDatabase({ empty: true });
    const env = { MIGRATE_ON_START: 'false' };
    const server = await startServerProcess({ databaseUrl: database.url, env, until: 'live' });
    const { status, body } = await server.get<{ checks: { migrations: { pending: string[] } } }>(
      '/health/ready',
    );
    expect(status).toBe(503);
    expect(body.checks.migrations.pending[0]).toMatch(/^\d{14}-/);
    await server.kill();
    await database.drop();
  });
});

describe('a server without limits', () => {
  it('a server without limits warns at its start, on the terminal and in the log', async () => {
    const database = await createTestDatabase();
    const env = { RATE_LIMIT_ENABLED: 'false', LOG_LEVEL: 'warn', LOG_FORMAT: 'json' };
    const server = await startServerProcess({ databaseUrl: database.url, env });
    const lines = server.output.split('\n').filter((line) => line.includes('there are no limits'));
    expect(lines).toHaveLength(2);
    const logged = lines.find((line) => line.startsWith('{')) ?? '{}';
    expect(JSON.parse(logged)).toMatchObject({ level: 'warn' });
    expect(lines.find((line) => !line.startsWith('{'))).toMatch(
      /! Limits +RATE_LIMIT_ENABLED=false: .*Not for production/,
    );
    await server.kill();
    await database.drop();
  });
});
