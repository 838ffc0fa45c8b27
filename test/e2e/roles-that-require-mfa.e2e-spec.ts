import { eventually } from '#libs/testing';
import { withFixture } from '../support/with-fixture.js';
import { Fixture, type SignedInUser } from './support/fixture.js';

interface Role {
  readonly id: string;
  readonly name: string;
  readonly requires_mfa: boolean;
}

const NEEDS_TWO = { status: 401, body: { code: 'INSUFFICIENT_AUTHENTICATION' } };

describe('a role that requires two factors', () => {
  let fixture: Fixture;
  let service: string;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    service = await fixture.service('orders');
    for (const name of ['orders:read', 'orders:refund']) {
      const path = `/api/roles/service/${service}/permissions`;
      expect((await fixture.asAdmin('POST', path, { name })).status).toBe(201);
    }
  }, 90_000);

  const aRole = async (permissions: readonly string[], more: object = {}, at = service) => {
    const body = { name: `role ${(count += 1)}`, permissions, ...more };
    const made = await fixture.asAdmin<Role & { role_id: string }>('POST', `/api/roles/service/${at}`, body); // prettier-ignore
    expect(made.status).toBe(201);
    return { id: made.body.role_id, name: body.name };
  };
  let count = 0;
  const strict = { requires_mfa: true };
  /** A user who holds roles of a service. */
  const aHolder = async (roles: readonly { readonly name: string }[], at = service) => {
    const person = await fixture.person();
    for (const { name } of roles) await fixture.assign(person, at, name);
    return person;
  };
  /** The same user in a session with two factors. */
  const withTwo = async (person: SignedInUser) => ({
    ...person,
    token: await fixture.stepUp(person),
  });
  const listRoles = (token: string, at = service) =>
    fixture.app.get<{ code: string; roles: Role[] }>(`/api/roles/service/${at}`, { token });
  const change = (who: { token: string }, id: string, body: object, query = '') =>
    fixture.as<{ code: string; effects: unknown }>(who, 'PUT', `/api/roles/${id}${query}`, body);

  it('A role that requires two factors refuses a session with one as RFC 9470 says, and counts in one with two', async () => {
    const person = await aHolder([await aRole(['role:read'], strict)]);
    const refused = await listRoles(person.token);
    expect(refused).toMatchObject({
      ...NEEDS_TWO,
      body: {
        code: 'INSUFFICIENT_AUTHENTICATION',
        acr_values: ['aal2'],
        required_permission: 'role:read',
        detail: expect.stringContaining('role:read'),
      },
    });
    const challenge = refused.headers['www-authenticate'];
    expect(challenge).toContain('error="insufficient_user_authentication"');
    expect(challenge).toContain('acr_values="aal2"');
    const two = await withTwo(person);
    expect((await listRoles(two.token)).status).toBe(200);
    const elsewhere = await listRoles(two.token, fixture.authServiceId);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('A refusal for want of a second factor is in the audit trail, with the permission that it was for', async () => {
    const person = await aHolder([await aRole(['role:read'], strict)]);
    await listRoles(person.token);
    // A refusal is recorded in its own time.
    await eventually(async () => {
      const recorded = await fixture.accounts.row<{ details: unknown }>(
        `SELECT details FROM audit_events WHERE type = 'access.refused' AND actor_id = $1`,
        [person.id],
      );
      expect(recorded?.details).toMatchObject({ missing: 'role:read' });
    });
  });

  it('A permission counts in a session with one factor when another role gives it without the requirement', async () => {
    const roles = [await aRole(['role:read'], strict), await aRole(['role:read'])];
    expect((await listRoles((await aHolder(roles)).token)).status).toBe(200);
  });

  it('`null` is no requirement and none that is lifted: it is refused as invalid', async () => {
    const role = await aRole(['orders:read'], strict);
    const invalid = {
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ field: 'requires_mfa' }] },
    };
    const changed = await change(fixture.admin, role.id, { name: 'renamed', requires_mfa: null });
    expect(changed).toMatchObject(invalid);
    const body = { name: 'made with null', permissions: [], requires_mfa: null };
    const path = `/api/roles/service/${service}`;
    expect(await fixture.asAdmin('POST', path, body)).toMatchObject(invalid);
    const { roles } = (await listRoles(fixture.admin.token)).body;
    expect(roles.find(({ id }) => id === role.id)).toMatchObject({ ...strict, name: role.name });
  });

  it('A role that begins to require two factors takes its permissions from sessions with one at once, and gives them back when it ends to', async () => {
    const role = await aRole(['role:read']);
    const person = await aHolder([role]);
    const two = await withTwo(person);
    for (const requires_mfa of [true, false, true]) {
      expect((await change(fixture.admin, role.id, { requires_mfa })).status).toBe(200);
      expect((await listRoles(two.token)).status).toBe(200);
      const one = await listRoles(person.token);
      expect(one.status).toBe(requires_mfa ? 401 : 200);
    }
    const { body } = await listRoles(fixture.admin.token);
    expect(body.roles.find(({ id }) => id === role.id)).toMatchObject({ requires_mfa: true });
    const recorded = await fixture.accounts.rows<{ details: Record<string, unknown> }>(
      `SELECT details FROM audit_events WHERE type = 'role.updated' AND target_id = $1 ORDER BY id`,
      [role.id],
    );
    expect(recorded.map(({ details }) => details)).toMatchObject([
      { before: { requires_mfa: false }, after: { requires_mfa: true } },
      { before: { requires_mfa: true }, after: { requires_mfa: false } },
      { before: { requires_mfa: false }, after: { requires_mfa: true } },
    ]);
  });

  it('The administrator role may require two factors: it then administers nothing in a session with one', async () => {
    const admin = await fixture.role(fixture.authServiceId, 'admin');
    const two = await withTwo(await fixture.signIn(fixture.admin.email, 'correct horse battery staple')); // prettier-ignore
    const loosen = (who: { token: string }) =>
      fixture.app.put(`/api/roles/${admin}`, { requires_mfa: false }, { token: who.token });
    expect((await change(fixture.admin, admin, strict)).status).toBe(200);
    for (const path of ['/api/users', '/api/roles/services', `/api/roles/service/${service}`]) {
      expect(await fixture.app.get(path, { token: fixture.admin.token })).toMatchObject(NEEDS_TWO);
      expect((await fixture.app.get(path, { token: two.token })).status).toBe(200);
    }
    expect(await loosen(fixture.admin)).toMatchObject(NEEDS_TWO);
    // The role holds what makes credentials: sessions with one factor get that only by a fresh proof.
    expect(await loosen(two)).toMatchObject({ status: 401, body: { code: 'PROOF_REQUIRED' } });
    const token = two.token;
    const proof = await fixture.app.post<{ proof: string }>(
      '/api/auth/proofs',
      { purpose: 'grant_role', password: 'correct horse battery staple' },
      { token },
    );
    const headers = { 'gatehouse-proof': proof.body.proof };
    const loosened = await fixture.app.put(`/api/roles/${admin}`, { requires_mfa: false }, { token, headers }); // prettier-ignore
    expect(loosened.status).toBe(200);
    expect((await fixture.app.get('/api/users', { token: fixture.admin.token })).status).toBe(200);
  });

  describe('and who may set it', () => {
    it('A user who could not give or take the permissions of a role does not change whether it requires two factors', async () => {
      const manager = await aHolder([await aRole(['role:read', 'role:write', 'orders:read'])]);
      const own = await aRole(['orders:read']);
      const larger = await aRole(['orders:read', 'orders:refund']);
      expect((await change(manager, own.id, strict)).status).toBe(200);
      expect((await change(manager, own.id, { requires_mfa: false })).status).toBe(200);
      const denied = { status: 403, body: { code: 'GRANT_DENIED', missing_permissions: ['orders:refund'] } }; // prettier-ignore
      expect(await change(manager, larger.id, strict)).toMatchObject(denied);
      await change(fixture.admin, larger.id, strict);
      expect(await change(manager, larger.id, { requires_mfa: false })).toMatchObject(denied);
      expect((await change(manager, larger.id, { requires_mfa: true })).status).toBe(200);
    });

    it('A user grants in a session with one factor only what counts in it, and is told of the second factor', async () => {
      const manager = await aHolder([
        await aRole(['role:read', 'role:write']),
        await aRole(['orders:refund'], strict),
      ]);
      const two = await withTwo(manager);
      const refund = await aRole(['orders:refund'], strict);
      const target = await fixture.person();
      const path = `/api/roles/user/${target.id}/service/${service}/role/${refund.id}`;
      const make = (who: { token: string }, name: string) =>
        fixture.as(who, 'POST', `/api/roles/service/${service}`, { name, permissions: ['orders:refund'] }); // prettier-ignore
      expect(await make(manager, 'made with one')).toMatchObject(NEEDS_TWO);
      expect(await fixture.as(manager, 'POST', path)).toMatchObject(NEEDS_TWO);
      expect(await change(manager, refund.id, { requires_mfa: false })).toMatchObject(NEEDS_TWO);
      expect((await make(two, 'made with two')).status).toBe(201);
      expect((await fixture.as(two, 'POST', path)).status).toBe(201);
      expect(await fixture.as(manager, 'DELETE', path)).toMatchObject(NEEDS_TWO);
      expect((await fixture.as(two, 'DELETE', path)).status).toBe(200);
      expect((await change(two, refund.id, { requires_mfa: false })).status).toBe(200);
    });

    it('A user mints a token that may declare permissions only in a session in which they may grant any', async () => {
      const at = await fixture.service();
      const admin = await fixture.role(at, 'admin');
      expect((await change(fixture.admin, admin, strict)).status).toBe(200);
      const minter = await aHolder([await aRole(['token:write'], {}, at), { name: 'admin' }], at);
      const mint = (who: { token: string }, scopes: readonly string[]) =>
        fixture.as(who, 'POST', '/api/tokens', { service_id: at, name: `${(count += 1)}`, scopes });
      expect((await mint(minter, [])).status).toBe(201);
      expect(await mint(minter, ['manifest:write'])).toMatchObject(NEEDS_TWO);
      expect((await mint(await withTwo(minter), ['manifest:write'])).status).toBe(201);
    });

    it('A user does not act in a session with one factor on an account that holds what counts for them with two', async () => {
      const reading = await aRole(['user:read', 'user:write'], {}, fixture.authServiceId);
      const tokens = await aRole(['token:read'], strict, fixture.authServiceId);
      const actor = await aHolder([reading, tokens], fixture.authServiceId);
      const other = await aHolder([tokens], fixture.authServiceId);
      const rename = (who: { token: string }) =>
        fixture.as(who, 'PATCH', `/api/users/${other.id}`, { is_active: false });
      expect(await rename(actor)).toMatchObject(NEEDS_TWO);
      expect((await rename(await withTwo(actor))).status).toBe(200);
    });
  });

  describe('and what is said of it', () => {
    it('An explanation names the role and the second factor that a user needs, and does not say that it is allowed', async () => {
      const role = await aRole(['orders:refund'], strict);
      const person = await aHolder([role]);
      const body = { user_id: person.id, service_id: service, permission: 'orders:refund' };
      const explained = await fixture.asAdmin('POST', '/api/roles/explain', body);
      expect(explained.body).toMatchObject({
        allowed: false,
        needs: 'aal2',
        reason: `The user holds orders:refund in orders through the role ${role.name} in orders, which counts only in sessions with two factors (acr aal2).`,
        via: [{ role_name: role.name, requires_mfa: true }],
      });
      await fixture.assign(person, service, (await aRole(['orders:refund'])).name);
      const both = await fixture.asAdmin('POST', '/api/roles/explain', body);
      expect(both.body).toMatchObject({ allowed: true, needs: null });
    });

    it('The effective permissions of a user tell those that need two factors apart', async () => {
      const person = await aHolder([
        await aRole(['orders:read']),
        await aRole(['orders:read', 'orders:refund'], strict),
      ]);
      const path = `/api/roles/user/${person.id}/service/${service}/permissions`;
      const { body } = await fixture.app.get(path, { token: person.token });
      expect(body).toMatchObject({
        permissions: [{ name: 'orders:read', via: [{}, {}] }],
        aal2_permissions: [{ name: 'orders:refund', via: [{ requires_mfa: true }] }],
      });
    });

    it('A dry run tells what sessions with one factor and with two would gain and lose', async () => {
      const role = await aRole(['orders:read', 'orders:refund']);
      const person = await aHolder([role, await aRole(['orders:read'])]);
      const preview = async (body: object) =>
        (await change(fixture.admin, role.id, body, '?dry_run=true')).body.effects;
      const none = { gains: [], loses: [], aal2_gains: [], aal2_loses: [] };
      const user_id = person.id;
      expect(await preview(strict)).toEqual([{ ...none, user_id, loses: ['orders:refund'] }]);
      expect((await change(fixture.admin, role.id, strict)).status).toBe(200);
      expect(await preview({ requires_mfa: false })).toEqual([{ ...none, user_id, gains: ['orders:refund'] }]); // prettier-ignore
      expect(await preview({ permissions: [] })).toEqual([{ ...none, user_id, aal2_loses: ['orders:refund'] }]); // prettier-ignore
    });
  });
});
