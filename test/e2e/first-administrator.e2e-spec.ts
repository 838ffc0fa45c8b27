import { StartNotices } from '#libs/operation';
import { createTestDatabase, startTestApp, type TestApp, type TestDatabase } from '#libs/testing';
import { NewAdministrators } from '#api/auth';
import { Accounts, anEmail, PASSWORD, signIn, UNLIMITED } from '../support/accounts.js';

const ADMIN = { email: 'root@example.test', password: 'a crane over the harbour' };
const ENV = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password };

describe('the first administrator', () => {
  let database: TestDatabase;
  let accounts: Accounts;
  const apps: TestApp[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
    await accounts.close();
    await database.drop();
  });

  const start = async (env: Record<string, string> = {}) => {
    const app = await startTestApp({ database, env: { ...UNLIMITED, ...env } });
    apps.push(app);
    return app;
  };
  const noticeOf = (app: TestApp) =>
    app.nest
      .get(StartNotices, { strict: false })
      .list()
      .find(({ label }) => label === 'Administrator')?.text;
  const administrators = () =>
    accounts.rows<{ email: string }>(
      `SELECT u.* FROM users u JOIN user_service_roles a ON a.user_id = u.id
         JOIN roles r ON r.id = a.role_id WHERE r.name = 'admin'`,
    );

  it('The first administrator is made from the environment, verified, and has every permission', async () => {
    const app = await start(ENV);
    const { access_token: token, user } = await signIn(app, { id: '', ...ADMIN });
    expect(user).toMatchObject({ email: ADMIN.email, is_email_verified: true });
    expect((await app.get('/api/auth/sessions/stats', { token })).status).toBe(200);
    expect(noticeOf(app)).toContain(ADMIN.email);
    expect(noticeOf(app)).not.toContain(ADMIN.password);
  });

  it('The first administrator is made with a random password that is shown once', async () => {
    const app = await start();
    const [, email = '', password = ''] =
      /^(\S+), password: (\S+)$/.exec(noticeOf(app) ?? '') ?? [];
    expect(password.length).toBeGreaterThanOrEqual(20);
    await signIn(app, { id: '', email, password });
    expect(noticeOf(await start())).toBeUndefined();
    expect(await administrators()).toHaveLength(1);
    const trail = await accounts.rows('SELECT t::text FROM audit_events t');
    expect(JSON.stringify(trail)).not.toContain(password);
  });

  it('The first administrator is made once, and not again when the environment changes', async () => {
    await start(ENV);
    await start({ ADMIN_EMAIL: 'other@example.test', ADMIN_PASSWORD: ADMIN.password });
    expect(await administrators()).toMatchObject([{ email: ADMIN.email }]);
  });

  it('The first administrator gets an address that another person registered before', async () => {
    const squatter = await accounts.create({ email: ADMIN.email, isVerified: false });
    const app = await start(ENV);
    expect((await app.post('/api/auth/login', squatter)).status).toBe(401);
    await signIn(app, { id: '', ...ADMIN });
    expect(await administrators()).toMatchObject([{ id: squatter.id, is_email_verified: true }]);
  });

  it('The first administrator has no device of the earlier registrant, and is no longer inactive to guards', async () => {
    const squatter = await accounts.create({ email: ADMIN.email, isVerified: false });
    const before = await start({ EMAIL_VERIFICATION_REQUIRED: 'false' });
    const { headers } = await before.post('/api/auth/login', squatter);
    const device = { headers: { 'x-device-token': String(headers['x-device-token']) } };
    await accounts.rows('DELETE FROM user_service_roles');
    await accounts.rows('UPDATE users SET is_active = false WHERE id = $1', [squatter.id]);
    const app = await start(ENV);
    const { access_token: token } = await signIn(app, { id: '', ...ADMIN });
    const { body } = await app.get<{ devices: object[] }>('/api/auth/devices', {
      ...device,
      token,
    });
    expect(body.devices).toMatchObject([{ current: false }]);
    const told = await accounts.rows(
      `SELECT c.kind, s.name AS service FROM change_log c LEFT JOIN services s ON s.id = c.service_id
       WHERE c.user_id = $1 AND (c.kind = 'user_permissions_changed' OR c.data @> '{"is_active": true}')
       ORDER BY c.seq`,
      [squatter.id],
    );
    expect(told).toEqual([
      { kind: 'user_changed', service: null },
      { kind: 'user_permissions_changed', service: 'auth_service' },
    ]);
  });

  it.each([
    ['ADMIN_PASSWORD', { ...ENV, ADMIN_PASSWORD: 'password1' }],
    ['ADMIN_PASSWORD', { ...ENV, ADMIN_PASSWORD: 'short' }],
    ['ADMIN_EMAIL', { ...ENV, ADMIN_EMAIL: 'not an address' }],
    ['ADMIN_EMAIL', { ADMIN_PASSWORD: ADMIN.password }],
  ])('The start stops and names the variable when %s cannot be used', async (name, env) => {
    const error = await start(env).then(
      () => null,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringContaining(name) });
    for (const value of Object.values(env)) expect(error?.message).not.toContain(value);
    expect(await administrators()).toEqual([]);
  });

  it('A second administrator can be made by the operator', async () => {
    const app = await start(ENV);
    const company = app.nest.get(NewAdministrators, { strict: false });
    const second = { email: anEmail('second'), password: PASSWORD };
    const id = await company.create(second);
    const { access_token: token } = await signIn(app, { id, ...second });
    expect((await app.get('/api/auth/sessions/stats', { token })).status).toBe(200);
    await expect(company.create(second)).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    await expect(company.create({ email: 'x', password: PASSWORD })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(await administrators()).toHaveLength(2);
  });
});
