import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { DatabaseProbe } from '../migrations/support/database-probe.js';

const INSTANCES = 4;
const ADMIN = { email: 'admin@example.org', password: 'correct horse battery staple' };
const FILES = readdirSync(join(import.meta.dirname, '../../migrations/up'));

describe('four servers that start at once on an empty database', () => {
  let database: TestDatabase;
  let probe: DatabaseProbe;
  let servers: ServerProcess[] = [];

  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
    probe = await DatabaseProbe.open(database.url);
    const env = {
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      // One issuer, as behind a load balancer.
      APP_BASE_URL: 'http://localhost:5000',
    };
    servers = await Promise.all(
      Array.from({ length: INSTANCES }, () =>
        startServerProcess({ databaseUrl: database.url, env, until: 'none' }),
      ),
    );
    await eventually(async () => {
      const answers = await Promise.all(servers.map((server) => server.get('/health/ready')));
      return answers.every(({ status }) => status === 200);
    }, 60_000);
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await probe.close();
    await database.drop();
  });

  it('four servers that start at once apply each migration once', async () => {
    const told = servers.flatMap(({ output }) => [
      ...output.matchAll(/^Applied migration (\S+)\.$/gm),
    ]);
    expect(told.map((match) => match[1]).sort()).toEqual(
      FILES.map((name) => name.replace(/\.sql$/, '')).sort(),
    );
  });

  it('four servers that start at once make one administrator and one signing key', async () => {
    expect(await probe.query('SELECT FROM users')).toHaveLength(1);
    expect(await probe.query('SELECT FROM signing_keys')).toHaveLength(1);
    const answers = await Promise.all(
      servers.map((server) => server.post<{ access_token: string }>('/api/auth/login', ADMIN)),
    );
    expect(answers.map(({ status }) => status)).toEqual(servers.map(() => 200));
    for (const server of servers) {
      for (const { body } of answers) {
        const me = await server.get('/api/auth/me', { token: body.access_token });
        expect(me).toMatchObject({ status: 200 });
      }
    }
  });
});
