import { randomUUID } from 'node:crypto';
import bcrypt from 'bcrypt';
import pg from 'pg';
import { FlaskImport, readOriginal, type FlaskReport } from '#api/integration/importing';
import { newId, sha256 } from '#libs/kernel';
import { OriginalDatabase, startTestApp, type TestApp } from '#libs/testing';
import { Accounts, signIn } from '../support/accounts.js';

const PASSWORD = 'velvet tram at midnight';
const TENANT = '11111111-2222-3333-4444-555555555555';
const OID = '99999999-2222-3333-4444-555555555555';
const TOKEN = 'ab'.repeat(32);

describe('The original service', () => {
  let original: OriginalDatabase;
  let app: TestApp;
  let accounts: Accounts;
  let hash: string;

  beforeEach(async () => {
    original = await OriginalDatabase.create();
    app = await startTestApp();
    accounts = new Accounts(app.databaseUrl);
    hash = await bcrypt.hash(PASSWORD, 4);
  });
  afterEach(async () => {
    await accounts?.close();
    await app?.close();
    await original?.drop();
  });

  const run = async (dryRun = false, microsoftTenant: string | null = null): Promise<FlaskReport> =>
    app.nest.get(FlaskImport).run(await readOriginal(original.url), { dryRun, microsoftTenant });
  const user = (email: string, fields: object = {}) =>
    original.insert('users', {
      public_id: randomUUID(),
      email,
      password: hash,
      is_email_verified: true,
      ...fields,
    });
  const service = (name: string) => original.insert('services', { public_id: randomUUID(), name });
  const permission = (name: string) => original.insert('permissions', { name });
  const assign = (user_id: number, service_id: number, role_id: number) =>
    original.insert('user_service_roles', { user_id, service_id, role_id });
  const rolesOf = async (email: string): Promise<string[]> => {
    const found = await accounts.rows<{ role: string }>(
      `SELECT s.name || '/' || r.name || ': ' || coalesce(string_agg(p.name, ' ' ORDER BY p.name COLLATE "C"), '') AS role
         FROM users u JOIN user_service_roles a ON a.user_id = u.id JOIN roles r ON r.id = a.role_id
         JOIN services s ON s.id = a.service_id LEFT JOIN role_permissions rp ON rp.role_id = r.id
         LEFT JOIN permissions p ON p.id = rp.permission_id
        WHERE u.email_canonical = $1 GROUP BY s.name, r.name ORDER BY s.name COLLATE "C"`,
      [email],
    );
    return found.map(({ role }) => role);
  };
  const account = (email: string) => ({ id: '', email, password: PASSWORD });

  /** A realistic installation of the original service. */
  async function fill() {
    const [auth, shop, desk] = [
      await service('auth_service'),
      await service('Shop'),
      await service('Desk'),
    ];
    const [read, write, order] = [
      await permission('user:read'),
      await permission('role:write'),
      await permission('order:place'),
    ];
    await permission('never:used');
    const admin = await original.role('admin', auth, [read, write]);
    const readonly = await original.role('readonly', auth, [read]);
    const seller = await original.role('seller', shop, [order, write]);
    const agent = await original.role('agent', desk, [order, read]);
    const anna = await user('Anna@Example.org', {
      google_id: 'g-1',
      microsoft_id: OID,
      discord_id: '77',
      last_login: new Date('2025-05-05T10:00:00Z'),
    });
    const ben = await user('ben@example.org', { is_email_verified: false });
    await assign(anna, auth, admin);
    await assign(anna, shop, seller);
    await assign(ben, desk, agent);
    await assign(ben, auth, readonly);
    await original.insert('app_tokens', { service_id: shop, name: 'till', token: TOKEN });
    await original.insert('app_tokens', {
      service_id: shop,
      name: 'till',
      token: 'cd'.repeat(32),
      is_active: false,
    });
    return { anna, ben, shop, desk };
  }

  it('The import of the original service moves users with their passwords and roles, and callers with their tokens', async () => {
    const { anna, shop } = await fill();
    const before = await original.rows('users');
    const report = await run(false, TENANT);

    expect(report.counts).toMatchObject({
      user: { found: 2, created: 2, joined: 0, leftOut: 0 },
      service: { found: 3, created: 2, joined: 1, leftOut: 0 },
      role: { found: 4, created: 3, joined: 1, leftOut: 0 },
      assignment: { found: 4, created: 4 },
      token: { found: 2, created: 2 },
      identity: { found: 3, created: 3 },
    });
    const { user: signedIn, access_token } = await signIn(app, account('anna@example.org'));
    expect(signedIn).toMatchObject({
      id: report.map.user[String(anna)],
      email: 'Anna@Example.org',
    });
    expect((await app.get('/api/roles/services', { token: access_token })).status).toBe(200);
    expect(await rolesOf('anna@example.org')).toEqual([
      'Shop/seller: order:place role:write',
      expect.stringMatching(/^auth_service\/admin: .*user:write/),
    ]);
    // The role of that name here holds more than the original role.
    expect(await rolesOf('ben@example.org')).toEqual([
      'Desk/agent: order:place user:read',
      'auth_service/readonly (2): user:read',
    ]);
    const valid = await app.get('/api/tokens/validate', { token: TOKEN });
    expect([valid.status, valid.body]).toEqual([
      200,
      expect.objectContaining({
        service: expect.objectContaining({ id: report.map.service[String(shop)], name: 'Shop' }),
      }),
    ]);
    expect((await app.get('/api/tokens/validate', { token: 'cd'.repeat(32) })).status).toBe(401);
    const identities = await accounts.rows(
      `SELECT provider, issuer, subject, user_id FROM identities ORDER BY provider`,
    );
    const user_id = report.map.user[String(anna)];
    expect(identities).toEqual([
      { provider: 'discord', issuer: 'https://discord.com', subject: '77', user_id },
      { provider: 'google', issuer: 'https://accounts.google.com', subject: 'g-1', user_id },
      {
        provider: 'microsoft',
        issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
        subject: `${TENANT}.${OID}`,
        user_id,
      },
    ]);
    expect(await original.rows('users')).toEqual(before);
  });

  it('The import of the original service stores no clear token, and keeps times unchanged', async () => {
    await fill();
    await run();
    const tokens = await accounts.rows<{ row: string }>(
      'SELECT app_tokens::text AS row FROM app_tokens',
    );
    expect(tokens.map(({ row }) => row).join()).not.toContain(TOKEN);
    const [anna] = await accounts.rows<{ last_login: Date }>(
      `SELECT last_login FROM users WHERE email_canonical = 'anna@example.org'`,
    );
    const utc = new pg.Client({ connectionString: original.url });
    await utc.connect();
    const { rows } = await utc.query<{ at: Date }>(
      `SELECT last_login AT TIME ZONE 'UTC' AS at FROM users WHERE id = 1`,
    );
    await utc.end();
    expect(anna?.last_login).toEqual(rows[0]?.at);
  });

  it('The import of the original service keeps permissions that differ in case alone, for callers may ask for either', async () => {
    const shop = await service('Shop');
    const seller = await original.role('seller', shop, [
      await permission('order:place'),
      await permission('Order:Place'),
    ]);
    await assign(await user('anna@example.org'), shop, seller);
    await run();
    expect(await rolesOf('anna@example.org')).toEqual(['Shop/seller: Order:Place order:place']);
  });

  it('A dry run of the import reports the same as the import and writes nothing', async () => {
    await fill();
    const count = () =>
      accounts.rows(
        'SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM services) + (SELECT count(*) FROM audit_events) AS n',
      );
    const before = await count();
    const foreseen = await run(true);
    expect(await count()).toEqual(before);
    const done = await run();
    expect(done.counts).toEqual(foreseen.counts);
    expect(done.notices).toEqual(foreseen.notices);
    expect(done.notices).toContainEqual(
      expect.objectContaining({ kind: 'identity', action: 'left out' }),
    );
  });

  it('The import of the original service can be repeated: existing rows are joined, and nothing is made twice', async () => {
    await fill();
    const first = await run();
    const again = await run();
    expect(again.map).toEqual(first.map);
    const created = Object.values(again.counts).map((counts) => counts.created);
    expect(created).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('The import of the original service makes one account of an address in two cases, and joins only verified ones', async () => {
    const shop = await service('Shop');
    const seller = await original.role('seller', shop, [await permission('a:b')]);
    const buyer = await original.role('buyer', shop, []);
    const kept = await user('anna@example.org');
    const other = await user('ANNA@example.org', { password: 'x', is_email_verified: false });
    await assign(kept, shop, buyer);
    await assign(other, shop, seller);
    const report = await run();
    expect(report.map.user[String(other)]).toBe(report.map.user[String(kept)]);
    await signIn(app, account('anna@example.org'));
    expect(await rolesOf('anna@example.org')).toEqual(['Shop/buyer: ']);
    expect(report.notices.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      `user ${other}`,
      `assignment ${other}/${shop}/${seller}`,
    ]);
  });

  it('The import of the original service takes over an account here with an unverified address, and leaves a verified one unchanged', async () => {
    const squatter = await accounts.create({
      email: 'anna@example.org',
      isVerified: false,
      password: 'a squatter waits here',
    });
    const own = await accounts.create({
      email: 'ben@example.org',
      password: 'seven herons over the weir',
    });
    await user('Anna@example.org');
    await user('Ben@example.org');
    await run();
    expect((await signIn(app, account('anna@example.org'))).user).toMatchObject({
      id: squatter.id,
    });
    await expect(signIn(app, squatter)).rejects.toThrow('401');
    await signIn(app, own);
  });

  it('The import of the original service leaves out what has no counterpart here, and reports it', async () => {
    const [shop, desk] = [await service('Shop'), await service('Desk')];
    const odd = await original.role('odd', desk, [await permission('token:mint')]);
    const nobody = await user('not an address');
    const plain = await user('plain@example.org', {
      password: 'cleartext',
      first_name: 'a\u0007b',
    });
    await assign(nobody, desk, odd);
    await assign(plain, shop, odd);
    await original.insert('app_tokens', { service_id: shop, name: null, token: 'short' });
    const { counts, notices } = await run();
    expect(counts).toMatchObject({
      user: { created: 1, leftOut: 1 },
      assignment: { leftOut: 2 },
      token: { leftOut: 1 },
    });
    expect(notices.map(({ kind, finding }) => `${kind}: ${finding}`)).toEqual([
      'permission: “token:mint” is reserved here, or not acceptable',
      'user: its address is none that mail can reach',
      'user: its password is no bcrypt hash',
      'user: a name is not acceptable here',
      'assignment: its user is left out',
      'assignment: its role is of another service',
      'token: it is not of the form that the original issues: make a new one',
    ]);
    expect(JSON.stringify(notices)).not.toMatch(/cleartext|short|example/);
  });

  it('The import of the original service keeps the public ids of users and services, which callers have stored, where they are free UUIDs', async () => {
    const [annaId, shopId] = [randomUUID(), randomUUID()];
    const taken = await accounts.create();
    const anna = await user('anna@example.org', { public_id: annaId.toUpperCase() });
    const ben = await user('ben@example.org', { public_id: 'no-uuid' });
    const cleo = await user('cleo@example.org', { public_id: taken.id });
    await original.insert('services', { public_id: shopId, name: 'Shop' });
    const auth = await original.insert('services', { public_id: newId(), name: 'auth_service' });
    const foreseen = await run(true);
    const { map, publicIds } = await run();

    expect(map.user[String(anna)]).toBe(annaId);
    expect((await signIn(app, account('anna@example.org'))).user).toMatchObject({ id: annaId });
    expect(map.user[String(cleo)]).not.toBe(taken.id);
    expect(publicIds.user).toEqual({
      [annaId.toUpperCase()]: annaId,
      'no-uuid': map.user[String(ben)],
      [taken.id]: map.user[String(cleo)],
    });
    expect(publicIds.service[shopId]).toBe(shopId);
    expect(Object.values(publicIds.service)).toContain(map.service[String(auth)]);
    expect(foreseen.notices.filter(({ kind }) => kind === 'user')).toEqual([
      expect.objectContaining({ id: String(ben), action: 'it gets a new id: see public_ids' }),
      expect.objectContaining({ id: String(cleo), action: 'it gets a new id: see public_ids' }),
    ]);
    expect((await run()).publicIds).toEqual(publicIds);
  });

  it('The import of the original service never reports as joined what another account or service holds, and skips nothing silently', async () => {
    const shop = await service('Shop');
    const holder = await accounts.create();
    await accounts.rows(
      `INSERT INTO identities (id, user_id, provider, issuer, subject)
       VALUES ($1, $2, 'google', 'https://accounts.google.com', 'g-1')`,
      [newId(), holder.id],
    );
    const desk = newId();
    await accounts.rows(
      `INSERT INTO services (id, name, name_canonical) VALUES ($1, 'Own', 'own')`,
      [desk],
    );
    await accounts.rows(
      `INSERT INTO app_tokens (id, service_id, name, name_canonical, token_hash, prefix)
       VALUES ($1, $2, 'x', 'x', $3, 'abababab')`,
      [newId(), desk, sha256(TOKEN)],
    );
    await user('anna@example.org', { google_id: 'g-1' });
    await user('ANNA@example.org', { discord_id: '7', is_email_verified: false });
    await user('no address', { discord_id: '8' });
    await original.insert('app_tokens', { service_id: shop, name: 'till', token: TOKEN });
    const { counts, notices } = await run();
    expect(counts.identity).toEqual({ found: 3, created: 0, joined: 0, leftOut: 3 });
    expect(counts.token).toEqual({ found: 1, created: 0, joined: 0, leftOut: 1 });
    const leftOut = notices.filter(({ action }) => action === 'left out');
    expect(leftOut.map(({ kind, finding }) => `${kind}: ${finding}`)).toEqual([
      'user: its address is none that mail can reach',
      'identity: its user is inactive or unverified, and joined with another account',
      'identity: its user is left out',
      'identity: another account here has it',
      'token: a token of another service here is the same',
    ]);
  });

  it('The import of the original service is one transaction: a fault at the end leaves no row', async () => {
    await fill();
    const found = await readOriginal(original.url);
    const [token] = found.tokens;
    const created_at = 'never' as unknown as Date;
    const poisoned = { ...token!, id: 99, token: 'ef'.repeat(32), name: 'bad', created_at };
    const half = { ...found, tokens: [...found.tokens, poisoned] };
    const count = () =>
      accounts.rows(
        `SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM services) AS services,
          (SELECT count(*) FROM roles) AS roles, (SELECT count(*) FROM permissions) AS permissions,
          (SELECT count(*) FROM app_tokens) AS tokens, (SELECT count(*) FROM change_log) AS changes,
          (SELECT count(*) FROM audit_events) AS audit`,
      );
    const before = await count();
    const options = { dryRun: false, microsoftTenant: null };
    await expect(app.nest.get(FlaskImport).run(half, options)).rejects.toThrow();
    expect(await count()).toEqual(before);
    expect((await run()).counts.user).toMatchObject({ created: 2 });
  });

  it('The import of the original service moves ten thousand users within the statement timeout', async () => {
    const shop = await service('Shop');
    const buyer = await original.role('buyer', shop, [await permission('a:b')]);
    await original.fill(
      `INSERT INTO users (public_id, email, password, is_email_verified, google_id)
       SELECT gen_random_uuid(), 'person' || n || '@example.org', '${hash}', true, 'g-' || n
         FROM generate_series(1, 10000) n`,
    );
    await original.fill(
      `INSERT INTO user_service_roles (user_id, service_id, role_id) SELECT id, ${shop}, ${buyer} FROM users`,
    );
    await app.close();
    app = await startTestApp({ env: { DATABASE_STATEMENT_TIMEOUT_MS: '2000' } });
    await accounts.close();
    accounts = new Accounts(app.databaseUrl);
    const { counts } = await run();
    const all = { found: 10_000, created: 10_000, joined: 0, leftOut: 0 };
    expect(counts).toMatchObject({ user: all, assignment: all, identity: all });
    await signIn(app, account('person9999@example.org'));
    expect((await run()).counts.user).toMatchObject({ created: 0, joined: 10_000 });
  }, 120_000);

  it('The import of the original service recognises the original database and refuses any other', async () => {
    await expect(readOriginal(app.databaseUrl)).rejects.toThrow(/database of Gatehouse/);
    await expect(readOriginal('mysql://x')).rejects.toThrow(
      /must be an address that begins with postgres:/,
    );
    await expect(readOriginal('postgresql://u:secret@127.0.0.1:1/x')).rejects.toThrow(
      /cannot be opened: (?!.*secret)/,
    );
    const url = new URL(app.databaseUrl);
    url.pathname = '/postgres';
    await expect(readOriginal(url.href)).rejects.toThrow(
      /is missing: the table users, .*the table app_tokens$/,
    );
  });
});
