import { decodeJwt } from 'jose';
import { newId } from '#libs/kernel';
import { eventually, type Answer } from '#libs/testing';
import { Accounts, UNLIMITED, type Problem, type Tokens, PASSWORD } from '../support/accounts.js';
import { proven } from '../support/fresh-proof.js';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

type Found = Tokens & Problem;

interface Operation {
  readonly security?: readonly Record<string, unknown>[];
}

const ISSUER = 'http://gatehouse.test';

/** Everything that a call of a user could change, except the audit trail and counters. */
const STATE = [
  ...['users', 'sessions', 'devices', 'identities', 'one_time_tokens', 'mail_outbox', 'services'],
  ...['roles', 'permissions', 'role_permissions', 'user_service_roles', 'app_tokens'],
];

describe('an access token for one service (RFC 8707)', () => {
  let fixture: Fixture;
  let accounts: Accounts;
  let orders: string;
  let billing: string;
  let ordersToken: string;
  let billingToken: string;
  let anna: SignedInUser;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open({ env: UNLIMITED }));
    accounts = opened.add(new Accounts(fixture.app.databaseUrl));
    orders = await fixture.service('orders');
    billing = await fixture.service('billing');
    ordersToken = (await fixture.appToken(orders)).token;
    billingToken = (await fixture.appToken(billing)).token;
    anna = await fixture.person();
  }, 60_000);

  const login = (resource?: unknown, password = PASSWORD, email = anna.email) =>
    fixture.app.post<Found>('/api/auth/login', {
      email,
      password,
      ...(resource !== undefined && { resource }),
    });
  const inBody = (token: string, resource?: unknown) =>
    fixture.app.post<Found>('/api/auth/refresh', {
      refresh_token: token,
      ...(resource !== undefined && { resource }),
    });
  const asBearer = (token: string, resource?: unknown) =>
    fixture.app.post<Found>(
      '/api/auth/refresh',
      resource === undefined ? undefined : { resource },
      {
        token,
      },
    );
  const audienceOf = ({ status, body }: Answer<Found>) =>
    status === 200 ? decodeJwt(body.access_token).aud : body.code;
  const introspect = (token: string, by: string) =>
    fixture.app.post('/api/tokens/introspect', { token }, { token: by });
  const forOrders = async (resource = 'orders') => (await login(resource)).body;
  const stateOf = async () => {
    const sums = STATE.map(
      (table) =>
        `(SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM ${table} t) AS ${table}`,
    );
    return accounts.row(`SELECT ${sums.join(', ')}`);
  };
  const rename = (id: string, name: string) =>
    fixture.asAdmin('PUT', `/api/roles/services/${id}`, { name });

  it('A token for one service comes from a sign-in that names the service, and names only that service and its id', async () => {
    const answer = await login('orders');
    expect(answer.status).toBe(200);
    const claims = decodeJwt(answer.body.access_token);
    expect(claims).toMatchObject({ aud: 'orders', service_id: orders, sub: anna.id });
  });

  it('A token for one service has the stored spelling of the service’s name', async () => {
    expect(audienceOf(await login(' ORDERS'))).toBe('orders');
  });

  it('A token for one service is not given by a sign-in without resource, nor by one for auth_service', async () => {
    for (const resource of [undefined, 'auth_service']) {
      const { body } = await login(resource);
      const claims = decodeJwt(body.access_token);
      expect(claims).toMatchObject({ aud: claims.iss });
      expect(claims).not.toHaveProperty('service_id');
      expect((await fixture.app.get('/api/auth/me', { token: body.access_token })).status).toBe(
        200,
      );
    }
  });

  describe.each([
    ['in the body', inBody],
    ['as Bearer', asBearer],
  ])('A token for one service from a refresh token %s', (_where, refresh) => {
    it('A token for one service is refreshed for the service of the sign-in when none is named', async () => {
      const first = await forOrders();
      const second = await refresh(first.refresh_token);
      expect(audienceOf(second)).toBe('orders');
      expect(audienceOf(await refresh(second.body.refresh_token))).toBe('orders');
    });

    it('A token for one service may be refreshed for another service, for Gatehouse or for all, and the session keeps its service', async () => {
      const first = await forOrders();
      const other = await refresh(first.refresh_token, 'billing');
      expect(audienceOf(other)).toBe('billing');
      const own = await refresh(other.body.refresh_token, 'auth_service');
      expect(audienceOf(own)).toBe(decodeJwt(own.body.access_token).iss);
      expect(audienceOf(await refresh(own.body.refresh_token))).toBe('orders');
    });

    it('A token for one service is not refreshed for an unknown service, and the refresh token stays valid', async () => {
      const { refresh_token: token } = await forOrders();
      const answer = await refresh(token, 'nowhere');
      expect(answer).toMatchObject({
        status: 400,
        body: { success: false, code: 'INVALID_TARGET', error: 'invalid_target' },
      });
      const next = await refresh(token);
      expect(next.body.refresh_token).toMatch(/\.1\./);
    });

    it('A token for one service is given to each of two concurrent refreshes for its own service, with one refresh token for both', async () => {
      const { refresh_token: token } = await forOrders();
      const one = await refresh(token, 'orders');
      const two = await refresh(token, 'billing');
      expect([audienceOf(one), audienceOf(two)]).toEqual(['orders', 'billing']);
      expect(two.body.refresh_token).toBe(one.body.refresh_token);
    });
  });

  it.each([
    ['an unknown service', 'nowhere'],
    ['several', ['orders', 'billing']],
    ['a list of one', ['orders']],
    ['nothing', null],
    ['an empty text', ''],
    ['an object', { name: 'orders' }],
    ['a number', 7],
    ['a very long text', 'o'.repeat(5000)],
  ])(
    'A token for one service is refused for %s with INVALID_TARGET, and no session begins',
    async (_what, resource) => {
      const before = await accounts.liveSessions({ ...anna, password: PASSWORD });
      expect(await login(resource)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_TARGET' },
      });
      expect(await accounts.liveSessions({ ...anna, password: PASSWORD })).toBe(before);
    },
  );

  it('A failed sign-in does not reveal whether a service exists', async () => {
    const known = await login('orders', 'wrong password');
    const unknown = await login('nowhere', 'wrong password');
    expect([known.status, known.body.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect([unknown.status, unknown.body.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    const forged = await inBody('AZqy9GwefTqaUjwfDnuNRA.0.pHqghUIz1c3m8wV0o4rS8Kf8', 'nowhere');
    expect([forged.status, forged.body.code]).toEqual([401, 'INVALID_REFRESH_TOKEN']);
  });

  it('A token for one service is refused for an inactive service, also when the session was begun for it', async () => {
    const closing = await fixture.service('closing');
    const { refresh_token: token } = await forOrders('closing');
    await fixture.asAdmin('PUT', `/api/roles/services/${closing}`, { is_active: false });
    expect(audienceOf(await login('closing'))).toBe('INVALID_TARGET');
    expect(audienceOf(await inBody(token))).toBe('INVALID_TARGET');
    expect(audienceOf(await inBody(token, 'orders'))).toBe('orders');
  });

  it('A token for one service does not become a token for all when its service is deleted', async () => {
    const gone = await fixture.service('gone');
    const { refresh_token: token } = await forOrders('gone');
    await fixture.asAdmin('DELETE', `/api/roles/services/${gone}`);
    await fixture.service('gone');
    expect(audienceOf(await inBody(token))).toBe('INVALID_TARGET');
    expect(audienceOf(await inBody(token, 'auth_service'))).toMatch(/^http/);
  });

  it('A token for one service is refused by every route of Gatehouse for users, naming its audience, and changes nothing', async () => {
    // A user with all permissions: only the audience can cause the refusal.
    const administrator = await fixture.signIn(fixture.admin.email, 'correct horse battery staple');
    const { body } = await login('orders', 'correct horse battery staple', administrator.email);
    const token = body.access_token;
    const document = await fixture.app.get<{
      paths: Record<string, Record<string, Operation>>;
    }>('/docs/openapi.json');
    const routes = Object.entries(document.body.paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, { security }]) => security?.some((one) => 'access-token' in one))
        .map(([method]) => [method.toUpperCase(), path] as const),
    );
    expect(routes.length).toBeGreaterThan(40);
    const before = await stateOf();
    const wrong: string[] = [];
    for (const [method, path] of routes) {
      const answer = await fixture.app.call<Problem & { audience?: string }>(
        method,
        path.replace(/\{\w+\}/g, () => newId()),
        { token, ...(!/GET|DELETE/.test(method) && { body: {} }) },
      );
      const { code, message, audience } = answer.body;
      const isRefused = answer.status === 403 && code === 'WRONG_AUDIENCE';
      if (!isRefused || audience !== 'orders' || !message.includes('orders')) {
        wrong.push(`${method} ${path}: ${answer.status} ${code}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await stateOf()).toEqual(before);
  });

  it('A token for one service is refused where an application token is required, and by the merging of accounts', async () => {
    const { access_token: token } = await forOrders();
    expect((await fixture.app.get('/api/tokens/validate', { token })).status).toBe(401);
    expect((await fixture.app.get('/api/guard/feed', { token })).status).toBe(401);
    const other = await fixture.person();
    const own = await proven(fixture.app, { token: other.token, password: PASSWORD }, 'merge');
    for (const shown of [{ other_access_token: token }, { other_proof: token }]) {
      const merge = await fixture.app.post<Problem>('/api/auth/merge', shown, own);
      expect([merge.status, merge.body.code]).toEqual([400, 'INVALID_MERGE']);
    }
  });

  it('A token for one service is recorded in the audit trail with its user when it is shown to Gatehouse', async () => {
    const { access_token: token } = await forOrders();
    await fixture.app.get('/api/auth/sessions', { token });
    const { sid } = decodeJwt(token);
    const kept = () =>
      accounts.row<{ code: string }>(
        `SELECT code FROM audit_events WHERE actor_session_id = $1 AND outcome = 'refused'`,
        [sid],
      );
    await eventually(async () => expect((await kept())?.code).toBe('WRONG_AUDIENCE'));
  });

  it('A token for one service ends with its session', async () => {
    const { access_token: token, refresh_token: refreshToken } = await forOrders();
    const own = await inBody(refreshToken, 'auth_service');
    const out = await fixture.app.post('/api/auth/logout', undefined, {
      token: own.body.access_token,
    });
    expect(out.status).toBe(200);
    const answer = await fixture.app.get<Problem>('/api/auth/me', { token });
    expect([answer.status, answer.body.code]).toEqual([401, 'SESSION_ENDED']);
    expect((await introspect(token, ordersToken)).body).toMatchObject({ active: false });
  });

  it('A token for one service is introspected as active by its own service, with its audience, and by no other', async () => {
    const { access_token: token } = await forOrders();
    expect((await introspect(token, ordersToken)).body).toMatchObject({
      active: true,
      aud: 'orders',
      sub: anna.id,
    });
    expect((await introspect(token, billingToken)).body).toEqual({ success: true, active: false });
    const general = (await login()).body.access_token;
    for (const by of [ordersToken, billingToken]) {
      expect((await introspect(general, by)).body).toMatchObject({
        active: true,
        aud: decodeJwt(general).iss,
      });
    }
  });

  it('A token for one service is invalid at another service that takes the name, whether its own was renamed or deleted', async () => {
    const first = await fixture.service('parcels');
    const second = await fixture.service('letters');
    const secondToken = (await fixture.appToken(second)).token;
    const { access_token: token, refresh_token: refreshToken } = await forOrders('parcels');
    expect((await rename(first, 'old parcels')).status).toBe(200);
    expect((await rename(second, 'parcels')).status).toBe(200);
    expect((await introspect(token, secondToken)).body).toEqual({ success: true, active: false });
    // The session refers to the service, not to its name.
    const next = await inBody(refreshToken);
    expect(decodeJwt(next.body.access_token)).toMatchObject({
      aud: 'old parcels',
      service_id: first,
    });
    await fixture.asAdmin('DELETE', `/api/roles/services/${first}`);
    const third = await fixture.service('old parcels');
    const thirdToken = (await fixture.appToken(third)).token;
    const late = next.body.access_token;
    expect((await introspect(late, thirdToken)).body).toEqual({ success: true, active: false });
  });
});

describe('an access token for one service that is shown to Gatehouse', () => {
  let fixture: Fixture;

  withFixture(async (opened) => {
    fixture = opened.add(
      await Fixture.open({
        env: { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_READ_PER_ADDRESS: '20/1h' },
      }),
    );
  }, 60_000);

  it('A token for one service that is shown to Gatehouse counts as a bad credential of the address until the limit, which delays no valid one', async () => {
    await fixture.service('orders');
    const { body } = await fixture.app.post<Found>('/api/auth/refresh', {
      refresh_token: fixture.admin.refreshToken,
      resource: 'orders',
    });
    const token = body.access_token;
    const statuses = new Set<number>();
    for (let call = 0; call < 21; call += 1) {
      const answer = await fixture.app.get('/api/auth/me', { token });
      expect(answer.headers).toHaveProperty('ratelimit-remaining');
      statuses.add(answer.status);
    }
    expect([...statuses]).toEqual([403, 429]);
    const other = await fixture.person();
    expect((await fixture.app.get('/api/auth/me', { token: other.token })).status).toBe(200);
  });

  it('A token for one service that is shown to Gatehouse uses up nothing of the limits of its user', async () => {
    const strict = await Fixture.open({
      env: { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_READ_PER_ACCOUNT: '5/1h' },
    });
    try {
      await strict.service('orders');
      const { body } = await strict.app.post<Found>('/api/auth/refresh', {
        refresh_token: strict.admin.refreshToken,
        resource: 'orders',
      });
      for (let call = 0; call < 6; call += 1) {
        const shown = await strict.app.get('/api/auth/me', { token: body.access_token });
        expect(shown.status).toBe(403);
      }
      const own = await strict.app.get('/api/auth/me', { token: strict.admin.token });
      expect(own.status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});

describe('names that identify Gatehouse in tokens', () => {
  let fixture: Fixture;

  withFixture(async (opened) => {
    fixture = opened.add(
      await Fixture.open({
        env: { ...UNLIMITED, APP_BASE_URL: ISSUER, JWT_AUDIENCE: 'Everything of Ours' },
      }),
    );
  }, 60_000);

  it.each(['Everything of Ours', 'everything  OF ours', ISSUER])(
    'A name that identifies Gatehouse in tokens is refused for a service, when it is made and when it is renamed: %s',
    async (name) => {
      const made = await fixture.asAdmin<Problem>('POST', '/api/roles/services', { name });
      expect([made.status, made.body.code]).toEqual([409, 'SERVICE_NAME_TAKEN']);
      const service = await fixture.service();
      const renamed = await fixture.asAdmin<Problem>('PUT', `/api/roles/services/${service}`, {
        name,
      });
      expect([renamed.status, renamed.body.code]).toEqual([409, 'SERVICE_NAME_TAKEN']);
    },
  );

  it('A name that identifies Gatehouse in tokens is refused as the audience of a service that had it before', async () => {
    const accounts = new Accounts(fixture.app.databaseUrl);
    const service = await fixture.service();
    const sql = 'UPDATE services SET name = $2, name_canonical = $3 WHERE id = $1';
    await accounts.rows(sql, [service, 'Everything of Ours', 'everything of ours']);
    await accounts.close();
    const person = await fixture.person();
    const answer = await fixture.app.post<Problem>('/api/auth/login', {
      email: person.email,
      password: PASSWORD,
      resource: 'Everything of Ours',
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_TARGET']);
  });
});
