import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createTestDatabase, type Answer, type TestDatabase } from '#libs/testing';
import { Fixture } from '../e2e/support/fixture.js';

/** F32: only the queries of guards fail. */
describe('a server that cannot read what its guards need', () => {
  const role = `gh_blind_${randomBytes(4).toString('hex')}`;
  let database: TestDatabase;
  let owner: pg.Client;
  let fixture: Fixture;
  let service: string;
  let token: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new pg.Client(database.url);
    await owner.connect();
    await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'p-${role}'`);
    await owner.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
    await owner.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`);
    await owner.query(`GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, `p-${role}`];
    fixture = await Fixture.open({
      database: { url: url.href },
      env: { MIGRATE_ON_START: 'false' },
    });
    service = await fixture.service('orders');
    ({ token } = await fixture.appToken(service));
  });
  afterAll(async () => {
    await fixture?.close();
    await owner?.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await owner?.end();
    await database?.drop();
  });

  /** Every endpoint that needs a permission of a user, or tells a service about one. */
  const asked: readonly [string, () => Promise<Answer>][] = [
    ['list services', () => fixture.asAdmin('GET', '/api/roles/services')],
    ['make a service', () => fixture.asAdmin('POST', '/api/roles/services', { name: 'new' })],
    ['list users', () => fixture.asAdmin('GET', '/api/users')],
    [
      'mint a token',
      () => fixture.asAdmin('POST', '/api/tokens', { service_id: service, name: 'x' }),
    ],
    ['list tokens', () => fixture.asAdmin('GET', `/api/tokens/service/${service}`)],
    [
      'look through roles of another',
      () =>
        fixture.asAdmin(
          'GET',
          `/api/roles/user/${fixture.admin.id}/service/${service}/permissions`,
        ),
    ],
    [
      'ask for the rights of a user',
      () => fixture.app.get(`/api/guard/permissions?user=${fixture.admin.id}`, { token }),
    ],
    [
      'introspect',
      () => fixture.app.post('/api/tokens/introspect', { token: fixture.admin.token }, { token }),
    ],
  ];

  it.each(['user_service_roles', 'roles', 'role_permissions', 'permissions'])(
    'a server that cannot read %s accepts no caller by mistake, and accepts callers again when it can',
    async (table) => {
      await owner.query(`REVOKE SELECT ON ${table} FROM ${role}`);
      try {
        for (const [title, ask] of asked) {
          const { status, text } = await ask();
          expect([title, status]).toEqual([title, 503]);
          expect(text).not.toMatch(/permission denied for|SELECT|42501/);
        }
        // An anonymous caller is refused as before, and endpoints that need no role still work.
        expect((await fixture.app.get('/api/users')).status).toBe(401);
        expect((await fixture.app.get('/api/auth/me', { token: fixture.admin.token })).status).toBe(
          200,
        );
        expect((await fixture.app.get('/api/tokens/validate', { token })).status).toBe(200);
      } finally {
        await owner.query(`GRANT SELECT ON ${table} TO ${role}`);
      }
      const { status, body } = await fixture.asAdmin<{ services: { name: string }[] }>(
        'GET',
        '/api/roles/services',
      );
      expect(status).toBe(200);
      expect(body.services.map(({ name }) => name)).not.toContain('new');
    },
  );

  it('a server that cannot read the row of an application token does not accept the token', async () => {
    await owner.query(`REVOKE SELECT ON app_tokens FROM ${role}`);
    try {
      for (const path of ['validate', 'nothing']) {
        const given = path === 'validate' ? token : `${token.slice(0, -1)}x`;
        const { status } = await fixture.app.get('/api/tokens/validate', { token: given });
        expect([path, [401, 503].includes(status)]).toEqual([path, true]);
      }
    } finally {
      await owner.query(`GRANT SELECT ON app_tokens TO ${role}`);
    }
    expect((await fixture.app.get('/api/tokens/validate', { token })).status).toBe(200);
  });
});
