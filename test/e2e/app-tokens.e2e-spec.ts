import { Client } from 'pg';
import { FakeClock } from '#libs/testing';
import { newId } from '#libs/kernel';
import { newAppToken, TokenUsage } from '#api/app-tokens';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

describe('application tokens', () => {
  const clock = new FakeClock(Date.now());
  let fixture: Fixture;
  let service: string;
  let owner: SignedInUser;

  withFixture(async (opened) => {
    fixture = opened.add(
      await Fixture.open({
        clock,
        env: { JWT_ACCESS_TOKEN_EXPIRES: '200000', TRUST_PROXY: 'loopback' },
      }),
    );
    service = await fixture.service('orders');
    owner = await fixture.person();
    await fixture.assign(owner, service, 'admin');
  });
  let startMs: number;
  beforeEach(() => (startMs = clock.nowMs()));
  // Sets the clock back, so that the sign-in is recent enough for the next test.
  afterEach(() => clock.advanceMs(startMs - clock.nowMs()));

  const validate = (token: string) =>
    fixture.app.get<Record<string, unknown>>('/api/tokens/validate', { token });
  const mint = (who: { token: string }, fields: Record<string, unknown>) =>
    fixture.as<{ token_data: Record<string, unknown>; code: string }>(who, 'POST', '/api/tokens/', {
      service_id: service,
      ...fields,
    });
  const list = async () =>
    (
      await fixture.as<{ tokens: Record<string, unknown>[] }>(
        owner,
        'GET',
        `/api/tokens/service/${service}`,
      )
    ).body.tokens;

  const asListed = async () => {
    type Listed = { services: { id: string }[] };
    const { body } = await fixture.as<Listed>(fixture.admin, 'GET', '/api/roles/services');
    return body.services.find(({ id }) => id === service);
  };

  it('Application tokens are shown once, and name their service', async () => {
    const made = await mint(owner, { name: 'one', expires_in_days: 30, scopes: ['orders:ship'] });
    expect(made.status).toBe(201);
    expect(made.headers['cache-control']).toBe('no-store');
    expect(made.body.token_data).toEqual({
      id: expect.any(String),
      token: expect.stringMatching(/^gh_[0-9A-Za-z]{49}$/),
      name: 'one',
      service_id: service,
      service_name: 'orders',
      expires_at: new Date(clock.nowMs() + 30 * 86_400_000).toISOString(),
      scopes: ['orders:ship'],
    });
    const token = String(made.body.token_data['token']);
    const { status, body } = await validate(token);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      service: await asListed(),
      token: { id: made.body.token_data['id'], name: 'one', scopes: ['orders:ship'] },
    });
    const listed = JSON.stringify(await list());
    expect(listed).toContain(token.slice(0, 8));
    expect(listed).not.toContain(token.slice(8));
  });

  it('Application tokens are stored only as a digest, after a rotation too', async () => {
    const { id, token } = await fixture.appToken(service);
    const rotated = await fixture.as<{ token_data: { token: string } }>(
      owner,
      'POST',
      `/api/tokens/${id}/rotate`,
      { overlap_seconds: 60 },
    );
    const db = new Client({ connectionString: fixture.app.databaseUrl });
    await db.connect();
    const { rows: tables } = await db.query<{ name: string }>(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const holders: string[] = [];
    for (const value of [token, rotated.body.token_data.token]) {
      for (const { name } of tables) {
        const sql = `SELECT 1 FROM ${name} AS t WHERE strpos(t::text, $1) > 0 LIMIT 1`;
        if ((await db.query(sql, [value.slice(8)])).rowCount) holders.push(name);
      }
    }
    await db.end();
    expect(tables.length).toBeGreaterThan(20);
    expect(holders).toEqual([]);
  });

  it('Application tokens have names that are unique in their service', async () => {
    await mint(owner, { name: 'twice' });
    for (const name of ['twice', 'Twice', ' twice', 'ｔｗｉｃｅ']) {
      expect((await mint(owner, { name })).body.code).toBe('TOKEN_NAME_TAKEN');
    }
    const other = await fixture.service();
    const elsewhere = { service_id: other, name: 'twice' };
    expect((await fixture.asAdmin('POST', '/api/tokens', elsewhere)).status).toBe(201);
  });

  it.each([
    [{ name: 'x', expires_in_days: 0 }],
    [{ name: 'x', expires_in_days: -1 }],
    [{ name: 'x', expires_in_days: 3651 }],
    [{ name: 'x', expires_in_days: '30' }],
    [{ name: 'x', expires_in_days: 1.5 }],
    [{ name: '' }],
    [{}],
    [{ name: 'x', scopes: 'all' }],
    [{ name: 'x', scopes: ['with space'] }],
    [{ name: 'x', allowed_networks: ['10.0.0.0/99'] }],
  ])('The minting of application tokens refuses %j', async (fields) => {
    expect((await mint(owner, fields)).status).toBe(400);
  });

  it('Application tokens are minted for one’s own service only', async () => {
    const other = await fixture.service();
    const stranger = await fixture.person();
    const foreign = await fixture.as(owner, 'POST', '/api/tokens', {
      service_id: other,
      name: 'x',
    });
    expect(foreign.body['message']).toBe('Permission denied: token:write required');
    expect((await mint(stranger, { name: 'x', user_id: owner.id })).status).toBe(403);
    expect((await fixture.app.post('/api/tokens', { service_id: service, name: 'x' })).status).toBe(
      401,
    );
    expect(
      (await fixture.asAdmin('POST', '/api/tokens', { service_id: newId(), name: 'x' })).status,
    ).toBe(404);
  });

  it('Application tokens are refused alike when unknown, malformed, expired, revoked or of an inactive service', async () => {
    const expiring = await fixture.appToken(service, { expires_in_days: 1 });
    const revoked = await fixture.appToken(service);
    const idle = await fixture.service();
    const inactive = await fixture.appToken(idle);
    expect((await validate(revoked.token)).status).toBe(200);
    expect((await validate(inactive.token)).status).toBe(200);
    await fixture.as(owner, 'POST', `/api/tokens/${revoked.id}/revoke`);
    await fixture.asAdmin('PUT', `/api/roles/services/${idle}`, { is_active: false });
    clock.advanceMs(86_400_001);
    const tokens = [
      newAppToken(),
      'gh_short',
      'x'.repeat(3000),
      expiring.token,
      revoked.token,
      inactive.token,
    ];
    const bodies = new Set<string>();
    for (const token of tokens) {
      const { status, body, headers } = await validate(token);
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toMatch(/^Bearer/);
      bodies.add(JSON.stringify({ ...body, request_id: '', instance: '' }));
    }
    expect(bodies.size).toBe(1);
    expect((await fixture.app.get(`/api/tokens/validate?token=${revoked.token}`)).status).toBe(401);
  });

  it('Application tokens are refused from the very next request once revoked, deleted or their service deactivated', async () => {
    for (const end of [
      (id: string) => fixture.as(owner, 'POST', `/api/tokens/${id}/revoke`),
      (id: string) => fixture.as(owner, 'DELETE', `/api/tokens/${id}`),
    ]) {
      const { id, token } = await fixture.appToken(service);
      expect((await validate(token)).status).toBe(200);
      expect((await end(id)).status).toBe(200);
      expect((await validate(token)).status).toBe(401);
    }
  });

  it('Application tokens rotate with an overlap in which both values are valid', async () => {
    const first = await fixture.appToken(service);
    const rotated = await fixture.as<{ token_data: { token: string } }>(
      owner,
      'POST',
      `/api/tokens/${first.id}/rotate`,
      {
        overlap_seconds: 60,
      },
    );
    const second = rotated.body.token_data.token;
    const overlapEnds = new Date(clock.nowMs() + 60_000).toISOString();
    expect((await validate(first.token)).body).toMatchObject({
      token: { expires_at: overlapEnds },
    });
    expect((await validate(second)).body).toMatchObject({ token: { expires_at: null } });
    clock.advanceMs(61_000);
    expect((await validate(first.token)).status).toBe(401);
    expect((await validate(second)).status).toBe(200);
    await fixture.as(owner, 'POST', `/api/tokens/${first.id}/rotate`, {});
    expect((await validate(second)).status).toBe(401);
  });

  it('Application tokens remain valid after their maker is deactivated or erased, and the listing shows whether the maker is active', async () => {
    const maker = await fixture.person();
    await fixture.assign(maker, service, 'admin');
    const { body } = await mint(maker, { name: 'of somebody who leaves' });
    const { id, token } = body.token_data as { id: string; token: string };
    const listed = async () => (await list()).find((candidate) => candidate['id'] === id);
    expect(await listed()).toMatchObject({ created_by: maker.id, created_by_active: true });
    await fixture.asAdmin('PATCH', `/api/users/${maker.id}`, { is_active: false });
    expect(await listed()).toMatchObject({ created_by: maker.id, created_by_active: false });
    expect((await validate(token)).status).toBe(200);
    await fixture.asAdmin('DELETE', `/api/users/${maker.id}`);
    expect(await listed()).toMatchObject({ created_by: maker.id, created_by_active: false });
    expect((await validate(token)).status).toBe(200);
  });

  it('Application tokens may be bound to networks', async () => {
    const { token } = await fixture.appToken(service, { allowed_networks: ['192.0.2.0/24'] });
    expect((await validate(token)).status).toBe(401);
    const home = await fixture.appToken(service, { allowed_networks: ['127.0.0.0/8'] });
    expect((await validate(home.token)).status).toBe(200);
  });

  it('Application tokens count their validations, by day too, and no other calls', async () => {
    const { id, token } = await fixture.appToken(service);
    for (let index = 0; index < 5; index += 1) await validate(token);
    expect(await fixture.app.call('HEAD', '/api/tokens/validate', { token })).toMatchObject({
      status: 200,
    });
    await fixture.app.post('/api/tokens/introspect', { token: 'x' }, { token });
    await fixture.app.nest.get(TokenUsage).flush();
    const listed = (await list()).find((candidate) => candidate['id'] === id);
    expect(listed).toMatchObject({ use_count: 5, last_used: expect.stringMatching(/Z$/) });
    const usage = await fixture.as<{
      tokens: { token_id: string; days: unknown[]; unused_for_days: number }[];
    }>(owner, 'GET', `/api/tokens/service/${service}/usage`);
    const own = usage.body.tokens.find(({ token_id }) => token_id === id);
    const date = clock.now().toISOString().slice(0, 10);
    expect(own).toMatchObject({ unused_for_days: 0, days: [{ date, use_count: 5 }] });
  });

  it('Application tokens are bound to the network that the trusted proxy saw, and not to the one that the caller claims', async () => {
    const { token } = await fixture.appToken(service, {
      allowed_networks: ['192.0.2.0/24', '2001:db8::/32'],
    });
    const through = async (forwarded: string) => {
      const headers = { 'x-forwarded-for': forwarded };
      return (await fixture.app.get('/api/tokens/validate', { token, headers })).status;
    };
    expect(await through('192.0.2.7')).toBe(200);
    expect(await through('2001:db8::7')).toBe(200);
    expect(await through('198.51.100.1')).toBe(401);
    // The value of the client precedes that of the proxy.
    expect(await through('192.0.2.7, 198.51.100.1')).toBe(401);
    expect(await through('198.51.100.1, 192.0.2.7')).toBe(200);
    expect((await validate(token)).status).toBe(401);
  });

  it('A use of an application token is not lost by a failed write, and never counted twice', async () => {
    const { id, token } = await fixture.appToken(service);
    const uses = fixture.app.nest.get(TokenUsage);
    const database = new Client(fixture.app.databaseUrl);
    await database.connect();
    try {
      const written = async () =>
        (
          await database.query<{ n: number }>(
            'SELECT use_count::int AS n FROM app_tokens WHERE id = $1',
            [id],
          )
        ).rows[0]?.n;
      // The first part of the write succeeds and must be rolled back.
      await database.query('ALTER TABLE app_token_usage RENAME TO mislaid');
      for (let index = 0; index < 3; index += 1) await validate(token);
      await uses.flush();
      expect(await written()).toBe(0);
      await validate(token);
      await uses.flush();
      expect(await written()).toBe(0);
      await database.query('ALTER TABLE mislaid RENAME TO app_token_usage');
      await validate(token);
      await uses.flush();
      await uses.flush();
      expect(await written()).toBe(5);
    } finally {
      await database.query('ALTER TABLE IF EXISTS mislaid RENAME TO app_token_usage');
      await database.end();
    }
  });

  it('Application tokens are counted in pages', async () => {
    const many = await fixture.service();
    const ids = [];
    for (let index = 0; index < 3; index += 1) {
      const { id, token } = await fixture.appToken(many);
      ids.push(id);
      for (let use = 0; use <= index; use += 1) await validate(token);
    }
    await fixture.app.nest.get(TokenUsage).flush();
    const page = (query: string) =>
      fixture.asAdmin<{
        tokens: { token_id: string; days: { use_count: number }[] }[];
        next_cursor: string | null;
      }>('GET', `/api/tokens/service/${many}/usage?days=1&${query}`);
    const first = await page('limit=2');
    const second = await page(`limit=2&cursor=${first.body.next_cursor}`);
    const seen = [...first.body.tokens, ...second.body.tokens];
    expect(seen.map(({ token_id }) => token_id)).toEqual(ids);
    expect(seen.map(({ days }) => days[0]?.use_count)).toEqual([1, 2, 3]);
    expect([first.body.tokens.length, second.body.next_cursor]).toEqual([2, null]);
    expect((await page('limit=0')).status).toBe(400);
  });

  it('Application tokens are refused where a user is required', async () => {
    const { token } = await fixture.appToken(service, { scopes: ['manifest:write'] });
    for (const path of [
      '/api/auth/me',
      '/api/auth/sessions',
      `/api/tokens/service/${service}`,
      '/api/users',
    ]) {
      expect((await fixture.app.get(path, { token })).status).toBe(401);
    }
    expect((await validate(owner.token)).status).toBe(401);
  });

  it('Application tokens with manifest:write are minted only by users who may write roles', async () => {
    const manager = await fixture.person();
    await fixture.assign(manager, fixture.authServiceId, 'token_manager');
    expect((await mint(manager, { name: 'plain' })).status).toBe(201);
    expect((await mint(manager, { name: 'strong', scopes: ['manifest:write'] })).body.code).toBe(
      'GRANT_DENIED',
    );
  });

  it('Application tokens introspect users for their own service', async () => {
    const { token } = await fixture.appToken(service);
    const other = await fixture.appToken(await fixture.service());
    const ask = (asker: string, about: string) =>
      fixture.app.post<Record<string, unknown>>(
        '/api/tokens/introspect',
        { token: about },
        { token: asker },
      );
    const person = await fixture.person();
    await fixture.assign(person, service, 'readonly');
    const { body } = await ask(token, person.token);
    expect(body).toMatchObject({
      success: true,
      active: true,
      sub: person.id,
      permissions: ['role:read', 'token:read'],
      roles: ['readonly'],
    });
    expect((await ask(other.token, person.token)).body).toMatchObject({
      active: true,
      permissions: [],
      roles: [],
    });
    const form = await fixture.app.call('POST', '/api/tokens/introspect', {
      token,
      rawBody: new URLSearchParams({ token: person.token }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.body).toMatchObject({ active: true, sub: person.id });
    await fixture.as(person, 'POST', '/api/auth/logout');
    for (const about of [person.token, person.refreshToken, 'x', token]) {
      expect((await ask(token, about)).body).toEqual({ success: true, active: false });
    }
    expect((await fixture.app.post('/api/tokens/introspect', {}, { token })).status).toBe(400);
    expect((await fixture.app.post('/api/tokens/introspect', { token: 'x' })).status).toBe(401);
  });
});

describe('application tokens with FRESH_PROOF_FOR_ADMINISTRATION=false', () => {
  it('Application tokens are minted and rotated within an hour of the sign-in; revoking needs no recent sign-in', async () => {
    const clock = new FakeClock(Date.now());
    const env = { JWT_ACCESS_TOKEN_EXPIRES: '200000', FRESH_PROOF_FOR_ADMINISTRATION: 'false' };
    const fixture = await Fixture.open({ clock, env });
    const service_id = await fixture.service('orders');
    const owner = await fixture.person();
    await fixture.assign(owner, service_id, 'admin');
    const mint = (who: { token: string }, fields: object) => {
      const body = { service_id, ...fields };
      const { token } = who;
      return fixture.app.post<{ token_data: { id: string } }>('/api/tokens/', body, { token });
    };
    const rotate = ({ token }: { token: string }, id: string) =>
      fixture.app.post(`/api/tokens/${id}/rotate`, {}, { token });
    const made = await mint(owner, { name: 'before' });
    const { id } = made.body.token_data;
    const stranger = await fixture.person();
    clock.advanceMs(3_600_000 - 2_000);
    expect((await mint(owner, { name: 'in time' })).status).toBe(201);
    clock.advanceMs(3_000);
    const refusal = {
      status: 401,
      body: { code: 'REAUTHENTICATION_REQUIRED', max_age: 3600 },
    };
    const late = await mint(owner, { name: 'late' });
    expect(late).toMatchObject(refusal);
    expect(late.headers['www-authenticate']).toContain('insufficient_user_authentication');
    expect(await rotate(owner, id)).toMatchObject(refusal);
    expect((await mint(stranger, { name: 'late' })).status).toBe(403);
    const again = await fixture.signIn(owner.email);
    expect((await mint(again, { name: 'late' })).status).toBe(201);
    expect((await rotate(again, id)).status).toBe(200);
    expect((await fixture.as(owner, 'POST', `/api/tokens/${id}/revoke`)).status).toBe(200);
    await fixture.close();
  });
});

const OFF = { APP_TOKEN_SIGN_IN_MAX_AGE: '0', FRESH_PROOF_FOR_ADMINISTRATION: 'false' };

describe('application tokens with APP_TOKEN_SIGN_IN_MAX_AGE=0 as well', () => {
  it('Application tokens are minted in any session, as in the original service', async () => {
    const clock = new FakeClock(Date.now());
    const env = { JWT_ACCESS_TOKEN_EXPIRES: '200000', ...OFF };
    const fixture = await Fixture.open({ clock, env });
    clock.advanceMs(100_000_000);
    const service_id = fixture.authServiceId;
    const { token } = fixture.admin;
    const made = await fixture.app.post('/api/tokens/', { service_id, name: 'late' }, { token });
    expect(made.status).toBe(201);
    await fixture.close();
  });
});
