import { newId } from '#libs/kernel';
import { FakeClock, type Answer } from '#libs/testing';
import { AppTokenAuthentication } from '#api/app-tokens';
import { freshProof, showing } from '../support/fresh-proof.js';
import { PASSWORD } from '../support/accounts.js';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

const HOUR_MS = 3_600_000;

interface Caller {
  caller_service_id: string;
  caller_service_name: string;
  scopes: string[];
  granted_by: string | null;
}

/** Security case 148: the service that relies on a scope grants it. */
describe('grants of scopes to calling services', () => {
  let fixture: Fixture;
  let orders: string;
  let billing: string;
  /** Of `orders`: who asks. */
  let asker: string;
  let ordersAdmin: SignedInUser;
  let billingAdmin: SignedInUser;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    orders = await fixture.service('orders');
    billing = await fixture.service('billing');
    asker = (await fixture.appToken(orders)).token;
    ordersAdmin = await fixture.person();
    billingAdmin = await fixture.person();
    await fixture.assign(ordersAdmin, orders, 'admin');
    await fixture.assign(billingAdmin, billing, 'admin');
  }, 120_000);
  afterEach(async () => {
    await withdraw(fixture.admin);
  });

  const callers = `/api/roles/service`;
  const pathOf = (service = orders, caller = billing) => `${callers}/${service}/callers/${caller}`;
  const grant = (who: SignedInUser, scopes: unknown, path = pathOf()): Promise<Answer> =>
    fixture.as(who, 'PUT', path, { scopes });
  const withdraw = (who: SignedInUser, path = pathOf()): Promise<Answer> =>
    fixture.as(who, 'DELETE', path);
  const tokenOf = async (service: string, scopes: readonly string[] = []) =>
    (await fixture.appToken(service, { scopes })).token;

  const ask = (token: string, by = asker, more: Record<string, string> = {}) =>
    fixture.app.get<{
      code?: string;
      token: { scopes: string[] };
      grant: { scopes: string[] } | null;
      asked_by: { id: string; name: string };
    }>('/api/tokens/validate', { token, headers: { 'Gatehouse-Asker': by, ...more } });
  const scopesAtOrders = async (token: string) => {
    const { status, body } = await ask(token);
    expect([status, body.asked_by]).toEqual([200, { id: orders, name: 'orders' }]);
    return { held: body.token.scopes, granted: body.grant?.scopes ?? null };
  };

  it('The token of a calling service has no scope at another service that granted none, whatever it was minted with', async () => {
    const minted = await fixture.as<{ token_data: { token: string } }>(
      billingAdmin,
      'POST',
      '/api/tokens',
      { service_id: billing, name: 'self-issued', scopes: ['orders:sync', 'orders:ship'] },
    );
    expect(minted.status).toBe(201);
    const { token } = minted.body.token_data;
    expect(await scopesAtOrders(token)).toEqual({ held: [], granted: null });
  });

  it('The token of a calling service has the granted scopes that it was minted with', async () => {
    const both = await tokenOf(billing, ['orders:sync', 'orders:ship', 'own']);
    const plain = await tokenOf(billing);
    expect((await grant(ordersAdmin, ['orders:sync', 'orders:read'])).status).toBe(200);
    const granted = ['orders:read', 'orders:sync'];
    expect(await scopesAtOrders(both)).toEqual({ held: ['orders:sync'], granted });
    expect(await scopesAtOrders(plain)).toEqual({ held: [], granted });
    expect((await grant(ordersAdmin, [])).status).toBe(200);
    expect(await scopesAtOrders(both)).toEqual({ held: [], granted: [] });
    expect((await withdraw(ordersAdmin)).status).toBe(200);
    expect(await scopesAtOrders(both)).toEqual({ held: [], granted: null });
  });

  it('The token of a service has all of its scopes at its own service, without a grant', async () => {
    const token = await tokenOf(orders, ['orders:sync']);
    expect(await scopesAtOrders(token)).toEqual({ held: ['orders:sync'], granted: null });
    const { body } = await fixture.app.get<{ token: { scopes: string[] } }>(
      '/api/tokens/validate',
      {
        token: await tokenOf(billing, ['orders:sync']),
      },
    );
    expect(body.token.scopes).toEqual(['orders:sync']);
    expect(body).not.toHaveProperty('asked_by');
    expect(body).not.toHaveProperty('grant');
  });

  it('A grant is one way: the granting service gets no scope at the caller', async () => {
    await fixture.grantCaller(orders, billing, ['orders:sync']);
    const token = await tokenOf(orders, ['orders:sync']);
    const { body } = await ask(token, await tokenOf(billing));
    expect([body.token.scopes, body.grant]).toEqual([[], null]);
  });

  it.each([
    ['the admin of the calling service', () => billingAdmin],
    ['somebody without a role', () => fixture.person()],
  ])('A grant is not made, seen or withdrawn by %s', async (_who, person) => {
    await fixture.grantCaller(orders, billing, ['orders:sync']);
    const who = await person();
    const answers = [
      await grant(who, ['orders:sync', 'orders:ship']),
      await withdraw(who),
      await fixture.as(who, 'GET', pathOf()),
      await fixture.as(who, 'GET', `${callers}/${orders}/callers`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    const { body } = await fixture.asAdmin<{ caller: Caller }>('GET', pathOf());
    expect(body.caller.scopes).toEqual(['orders:sync']);
  });

  it('A grant is made by no application token, whatever its scopes', async () => {
    const token = await tokenOf(orders, ['token:write', 'manifest:write', '*']);
    const { status } = await fixture.app.put(pathOf(), { scopes: ['orders:sync'] }, { token });
    expect(status).toBe(401);
  });

  it('Grants are listed page by page to users who may read tokens of the granting service', async () => {
    const others = [billing, await fixture.service(), await fixture.service()];
    for (const [index, caller] of others.entries()) {
      await fixture.grantCaller(orders, caller, [`s${index}`, 'a', 'a']);
    }
    const reader = await fixture.person();
    await fixture.assign(reader, orders, 'readonly');
    const one = await fixture.as<{ caller: Caller }>(reader, 'GET', pathOf());
    expect(one.body.caller).toMatchObject({
      caller_service_id: billing,
      caller_service_name: 'billing',
      scopes: ['a', 's0'],
      granted_by: fixture.admin.id,
    });
    type Page = { callers: Caller[]; next_cursor: string | null };
    const page = (query: string) =>
      fixture.as<Page>(reader, 'GET', `${callers}/${orders}/callers${query}`);
    const first = await page('?limit=2');
    const second = await page(`?limit=2&cursor=${first.body.next_cursor}`);
    expect(second.body.next_cursor).toBeNull();
    const listed = [...first.body.callers, ...second.body.callers];
    expect(listed.map((caller) => caller.caller_service_id)).toEqual([...others].sort());
    expect(first.body).toMatchObject({ declared_scopes: null });
    expect((await grant(reader, [])).status).toBe(403);
    for (const caller of others) await withdraw(fixture.admin, pathOf(orders, caller));
  });

  it.each([
    ['its own service', () => pathOf(orders, orders), ['a'], 400, 'CALLER_IS_SERVICE'],
    ['a service that is not there', () => pathOf(orders, newId()), ['a'], 404, 'SERVICE_NOT_FOUND'],
    ['a caller at a service that is not there', () => pathOf(newId()), ['a'], 404, 'SERVICE_NOT_FOUND'],
    ['what is no id', () => pathOf(orders, 'billing'), ['a'], 404, 'NOT_FOUND'],
    ['a scope with a blank', pathOf, ['a b'], 400, 'VALIDATION_FAILED'],
    ['an empty scope', pathOf, [''], 400, 'VALIDATION_FAILED'],
    ['a number', pathOf, [1], 400, 'VALIDATION_FAILED'],
    ['one text', pathOf, 'orders:sync', 400, 'VALIDATION_FAILED'],
    ['nothing said of scopes', pathOf, undefined, 400, 'VALIDATION_FAILED'],
    ['a hundred scopes and one', pathOf, Array.from({ length: 101 }, (_, at) => `s${at}`), 400, 'VALIDATION_FAILED'],
    ["Gatehouse's own scope", pathOf, ['manifest:write'], 400, 'VALIDATION_FAILED'],
  ])('A grant is refused for %s', async (_what, path, scopes, status, code) => {
    const answer = await grant(fixture.admin, scopes, path());
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.body['message']).toMatch(/\w/);
  }); // prettier-ignore

  it('A grant is withdrawn once: the second time answers 404', async () => {
    const { status, body } = await withdraw(ordersAdmin);
    expect([status, body['code']]).toEqual([404, 'CALLER_NOT_FOUND']);
    const shown = await fixture.as(ordersAdmin, 'GET', pathOf());
    expect([shown.status, shown.body['code']]).toEqual([404, 'CALLER_NOT_FOUND']);
    const nowhere = await fixture.asAdmin('GET', `${callers}/${newId()}/callers`);
    expect([nowhere.status, nowhere.body['code']]).toEqual([404, 'SERVICE_NOT_FOUND']);
  });

  it('A grant is to a service, not to its name: a new service of the name has none', async () => {
    const first = await fixture.service('short-lived');
    await fixture.grantCaller(orders, first, ['orders:sync']);
    expect((await fixture.asAdmin('DELETE', `/api/roles/services/${first}`)).status).toBe(200);
    const second = await fixture.service('short-lived');
    const token = await tokenOf(second, ['orders:sync']);
    expect(await scopesAtOrders(token)).toEqual({ held: [], granted: null });
  });

  it('The audit trail has each grant with its maker and the scopes before, and no grant that changes nothing', async () => {
    const who = await fixture.person();
    await fixture.assign(who, orders, 'admin');
    await grant(who, ['b', 'a']);
    await grant(who, ['a', 'b', 'a']);
    await grant(who, ['a']);
    await withdraw(who);
    type Event = { type: string; target: object; details: object };
    const { body } = await fixture.asAdmin<{ events: Event[] }>(
      'GET',
      `/api/audit?actor_id=${who.id}`,
    );
    const events = body.events.filter(({ type }) => type.startsWith('caller.')).reverse();
    const caller_service_id = billing;
    const target = { kind: 'service', id: orders };
    expect(events.map(({ type, target: at, details }) => [type, at, details])).toEqual([
      ['caller.granted', target, { caller_service_id, before: null, after: ['a', 'b'] }],
      ['caller.granted', target, { caller_service_id, before: ['a', 'b'], after: ['a'] }],
      ['caller.withdrawn', target, { caller_service_id, before: ['a'] }],
    ]);
  });

  it('A grant needs a fresh proof, used up by the grant alone, and a withdrawal needs none', async () => {
    const { token } = ordersAdmin;
    const grantWith = (proof: string | null, service = orders) =>
      fixture.app.put(
        pathOf(service),
        { scopes: ['a'] },
        { token, ...(proof !== null && { headers: showing(proof) }) },
      );
    const refused = {
      status: 401,
      body: { code: 'PROOF_REQUIRED', purpose: 'grant_caller', by_password: true },
    };
    const prover = { token, password: PASSWORD };
    expect(await grantWith(null)).toMatchObject(refused);
    expect(await grantWith(await freshProof(fixture.app, prover, 'mint_token'))).toMatchObject(
      refused,
    );
    expect((await fixture.asAdmin('GET', pathOf())).status).toBe(404);
    const proof = await freshProof(fixture.app, prover, 'grant_caller');
    expect((await grantWith(proof, billing)).status).toBe(403);
    expect((await grantWith(proof)).status).toBe(200);
    expect(await grantWith(proof)).toMatchObject(refused);
    expect((await fixture.app.delete(pathOf(), { token })).status).toBe(200);
  });

  describe('asked about by a service', () => {
    it('A question about a caller needs a valid token of the asking service, and is refused otherwise than for a bad token of the caller', async () => {
      const token = await tokenOf(billing);
      const { id, token: revoked } = await fixture.appToken(orders);
      await fixture.asAdmin('POST', `/api/tokens/${id}/revoke`);
      for (const by of [revoked, 'gh_x', `${asker}, ${asker}`, 'Bearer x']) {
        const { status, body } = await ask(token, by);
        expect([status, body.code]).toEqual([403, 'ASKER_REFUSED']);
      }
      const { status, body } = await ask(`${token.slice(0, -1)}x`);
      expect([status, body.code]).toEqual([401, 'INVALID_TOKEN']);
    });

    it('A question about a caller is refused to old guards that do not name their own service', async () => {
      const token = await tokenOf(billing, ['orders:sync']);
      for (const _turn of [1, 2]) {
        const { status, body } = await fixture.app.get('/api/tokens/validate', {
          token,
          headers: { 'Gatehouse-Networks': 'told' },
        });
        expect([status, body['code']]).toEqual([403, 'ASKER_REQUIRED']);
        expect(body['message']).toMatch(/upgrade/);
        // The second call is prepared.
        expect((await fixture.app.get('/api/tokens/validate', { token })).status).toBe(200);
      }
    });

    it('A question about a caller answers its networks when the asker compares them itself', async () => {
      const { token } = await fixture.appToken(billing, { allowed_networks: ['192.0.2.0/24'] });
      expect((await ask(token)).status).toBe(401);
      const told = await ask(token, asker, { 'Gatehouse-Networks': 'told' });
      expect(told.body.token).toMatchObject({ allowed_networks: ['192.0.2.0/24'] });
    });

    it('A question about a caller counts as a use of its token', async () => {
      const { id, token } = await fixture.appToken(billing);
      await ask(token);
      type Listed = { tokens: { token_id: string; use_count: number }[] };
      const { body } = await fixture.asAdmin<Listed>('GET', '/api/tokens/usage');
      expect(body).toBeDefined();
      const list = await fixture.asAdmin<Listed>('GET', `/api/tokens/service/${billing}/usage`);
      const used = list.body.tokens.find(({ token_id }) => token_id === id);
      expect(used?.use_count).toBe(1);
    });
  });

  describe('with scopes declared in the manifest', () => {
    let shop: string;
    let declaring: string;
    const manifest = (scopes: readonly string[] | undefined, query = '') =>
      fixture.app.put<{ scopes: object; errors?: object[] }>(
        `/api/services/manifest${query}`,
        { permissions: [], ...(scopes && { scopes }) },
        { token: declaring },
      );

    beforeAll(async () => {
      shop = await fixture.service('shop');
      declaring = await tokenOf(shop, ['manifest:write']);
    });

    it('A grant of a scope that the manifest does not declare is refused', async () => {
      await fixture.grantCaller(shop, billing, ['shop:old']);
      const first = await manifest(['shop:sync', 'shop:ship']);
      expect(first.body.scopes).toEqual({
        created: ['shop:ship', 'shop:sync'],
        unchanged: [],
        removed: [],
        orphaned: [{ name: 'shop:old', granted_to: ['billing'] }],
      });
      const path = pathOf(shop);
      const seen = await fixture.asAdmin('GET', `${callers}/${shop}/callers`);
      expect(seen.body['declared_scopes']).toEqual(['shop:ship', 'shop:sync']);
      const slip = await grant(fixture.admin, ['shop:snyc'], path);
      expect([slip.status, slip.body['code'], slip.body['unknown_scopes']]).toEqual([
        400,
        'UNKNOWN_SCOPE',
        ['shop:snyc'],
      ]);
      expect((await grant(fixture.admin, ['shop:sync'], path)).status).toBe(200);
      // Without the grant, the undeclared scope cannot be granted again.
      expect((await grant(fixture.admin, ['shop:old'], path)).status).toBe(400);
    });

    it('A grant is kept when a later manifest does not declare the scope, or declares no scopes', async () => {
      await manifest(['shop:sync', 'shop:ship']);
      await fixture.grantCaller(shop, billing, ['shop:sync']);
      const dry = await manifest(['shop:ship'], '?dry_run=true');
      expect(dry.body.scopes).toMatchObject({ removed: ['shop:sync'] });
      const { body } = await manifest(['shop:ship']);
      expect(body.scopes).toEqual({
        created: [],
        unchanged: ['shop:ship'],
        removed: ['shop:sync'],
        orphaned: [{ name: 'shop:sync', granted_to: ['billing'] }],
      });
      const again = await manifest(undefined);
      expect(again.body.scopes).toMatchObject({ unchanged: ['shop:ship'], removed: [] });
      const { token } = await fixture.appToken(billing, { scopes: ['shop:sync'] });
      const asked = await ask(token, declaring);
      expect(asked.body.token.scopes).toEqual(['shop:sync']);
      // The grant may be extended without losing the old scope.
      await fixture.grantCaller(shop, billing, ['shop:sync', 'shop:ship']);
    });

    it('A manifest refuses a scope of Gatehouse, a repeated scope and a malformed scope', async () => {
      for (const scopes of [['manifest:write'], ['a', 'a'], ['a b'], ['']]) {
        const { status, body } = await manifest(scopes);
        expect([status, (body.errors ?? []).length]).toEqual([400, 1]);
      }
    });
  });

  it('A scope of Gatehouse is granted by auth_service, or applies to one’s own service', async () => {
    const port = fixture.app.nest.get(AppTokenAuthentication, { strict: false });
    const holds = async (service: string, scope: string) => {
      const token = await tokenOf(service, [scope]);
      return port.holdsHere(await port.authenticate(token, { ip: null }), scope);
    };
    expect(await holds(billing, 'users:export')).toBe(false);
    expect(await holds(fixture.authServiceId, 'users:export')).toBe(true);
    expect(await holds(billing, 'manifest:write')).toBe(true);
    const here = pathOf(fixture.authServiceId);
    expect((await grant(billingAdmin, ['users:export'], here)).status).toBe(403);
    await fixture.grantCaller(fixture.authServiceId, billing, ['users:export']);
    expect(await holds(billing, 'users:export')).toBe(true);
    await withdraw(fixture.admin, here);
  });
});

describe('while older guards are upgraded (APP_TOKEN_ASKER_REQUIRED=false)', () => {
  it('Old guards get their old answers with APP_TOKEN_ASKER_REQUIRED=false', async () => {
    const fixture = await Fixture.open({ env: { APP_TOKEN_ASKER_REQUIRED: 'false' } });
    const billing = await fixture.service('billing');
    const { token } = await fixture.appToken(billing, { scopes: ['orders:sync'] });
    const { body } = await fixture.app.get<{ token: object }>('/api/tokens/validate', {
      token,
      headers: { 'Gatehouse-Networks': 'told' },
    });
    expect(body.token).toMatchObject({ scopes: ['orders:sync'] });
    await fixture.close();
  }, 60_000);
});

describe('with FRESH_PROOF_FOR_ADMINISTRATION=false', () => {
  it('Grants are made within an hour of the sign-in, and withdrawn at any time', async () => {
    const clock = new FakeClock(Date.now());
    const env = { JWT_ACCESS_TOKEN_EXPIRES: '200000', FRESH_PROOF_FOR_ADMINISTRATION: 'false' };
    const fixture = await Fixture.open({ clock, env });
    const path = `/api/roles/service/${await fixture.service()}/callers/${await fixture.service()}`;
    const { token } = fixture.admin;
    expect((await fixture.app.put(path, { scopes: ['a'] }, { token })).status).toBe(200);
    clock.advanceMs(HOUR_MS + 1000);
    const { status, body } = await fixture.app.put(path, { scopes: ['a', 'b'] }, { token });
    expect([status, body['code']]).toEqual([401, 'REAUTHENTICATION_REQUIRED']);
    expect((await fixture.app.delete(path, { token })).status).toBe(200);
    await fixture.close();
  }, 60_000);
});
