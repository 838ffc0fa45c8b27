import { Fixture, type SignedInUser } from './support/fixture.js';
import { UnitTrees } from './support/unit-trees.js';
import { withFixture } from '../support/with-fixture.js';

interface Refusal {
  readonly code: string;
}

interface Explained {
  readonly allowed: boolean;
  readonly reason: string;
  readonly via: readonly Record<string, unknown>[];
}

/** A company of three levels: Europe; Germany and France; Berlin and Potsdam below Germany. */
describe('roles at units', () => {
  let fixture: Fixture;
  let trees: UnitTrees;
  let service: string;
  let editor: string;
  let owner: SignedInUser;
  let europe: string;
  let germany: string;
  let france: string;
  let berlin: string;
  let potsdam: string;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    trees = new UnitTrees(fixture.accounts);
    service = await fixture.service('orders');
    for (const name of ['orders:read', 'orders:write'])
      await fixture.asAdmin('POST', `/api/roles/service/${service}/permissions`, { name });
    editor = await role('editor', ['orders:read', 'orders:write']);
    owner = await fixture.person();
    europe = await trees.unit('Europe');
    germany = await trees.unit('Germany', europe);
    france = await trees.unit('France', europe);
    berlin = await trees.unit('Berlin', germany);
    potsdam = await trees.unit('Potsdam', germany);
    await trees.owner(europe, owner);
  }, 120_000);

  const role = async (name: string, permissions: string[], fields = {}, of = service) => {
    const path = `/api/roles/service/${of}`;
    const body = { name, permissions, ...fields };
    return (await fixture.asAdmin<{ role_id: string }>('POST', path, body)).body.role_id;
  };

  const memberOf = async (unit: string) => {
    const person = await fixture.person();
    await trees.member(unit, person);
    return person;
  };

  const grant = (who: SignedInUser, unit: string, role_id: string, user?: SignedInUser) =>
    fixture.as<Refusal & { assignment_id: string }>(who, 'POST', at(unit), {
      role_id,
      ...(user && { user_id: user.id }),
    });

  const at = (unit: string) => `/api/organizations/${unit}/roles`;

  const explain = async (user: SignedInUser, unit?: string, permission = 'orders:write') =>
    (
      await fixture.asAdmin<Explained>('POST', '/api/roles/explain', {
        user_id: user.id,
        service_id: service,
        permission,
        ...(unit !== undefined && { unit_id: unit }),
      })
    ).body;

  const refusalOf = ({ status, body }: { status: number; body: Refusal }) => [status, body.code];

  it('A role at a unit counts there and below it, neither above nor beside it, and the explanation says why', async () => {
    const anna = await memberOf(berlin);
    expect((await grant(fixture.admin, germany, editor, anna)).status).toBe(201);
    const below = await explain(anna, potsdam);
    expect(below).toMatchObject({
      allowed: true,
      via: [{ role_name: 'editor', unit_id: germany, unit_name: 'Germany' }],
    });
    expect(below.reason).toBe(
      'The user holds orders:write in orders at Potsdam through the role editor in orders, held at Germany: Potsdam is below Germany (Potsdam → Germany).',
    );
    expect((await explain(anna, germany)).reason).toContain('editor in orders, held at Germany.');
    const above = await explain(anna, europe);
    expect([above.allowed, above.reason]).toEqual([
      false,
      'The user holds it at units, not at Europe: Germany (below Europe); a role held at a unit counts there and below it.',
    ]);
    expect((await explain(anna, france)).reason).toContain('Germany (beside France)');
    expect((await explain(anna)).reason).toContain('at units only: Germany;');
    const path = `/api/roles/user/${anna.id}/service/${service}/permissions`;
    const listed = await fixture.asAdmin<{ permissions: { name: string }[] }>(
      'GET',
      `${path}?unit_id=${berlin}`,
    );
    expect(listed.body.permissions.map(({ name }) => name)).toEqual([
      'orders:read',
      'orders:write',
    ]);
    expect((await fixture.asAdmin<{ permissions: [] }>('GET', path)).body.permissions).toEqual([]);
    const unknown = await fixture.asAdmin<Refusal>('GET', `${path}?unit_id=${service}`);
    expect(refusalOf(unknown)).toEqual([404, 'ORGANIZATION_NOT_FOUND']);
  });

  it('A role that a unit holds is held by its members and those of units below it, at that unit', async () => {
    const berta = await memberOf(berlin);
    const { status, body } = await grant(fixture.admin, germany, editor);
    expect(status).toBe(201);
    const { reason, via } = await explain(berta, potsdam);
    expect(reason).toBe(
      'The user holds orders:write in orders at Potsdam through the role editor in orders, which Germany holds: the user is a member of Berlin (Berlin → Germany), and Potsdam is below Germany (Potsdam → Germany).',
    );
    expect(via).toMatchObject([
      { unit_id: germany, member_of: { unit_id: berlin, unit_name: 'Berlin' } },
    ]);
    expect((await explain(berta, europe)).allowed).toBe(false);
    expect(refusalOf(await grant(fixture.admin, germany, editor))).toEqual([
      409,
      'ROLE_ALREADY_ASSIGNED',
    ]);
    expect((await fixture.asAdmin('DELETE', `${at(germany)}/${body.assignment_id}`)).status).toBe(
      200,
    );
    expect((await explain(berta, potsdam)).allowed).toBe(false);
  });

  it('An owner without the rights of a role can neither grant it nor take it, and grants what is of organizations', async () => {
    const user = await memberOf(germany);
    expect(refusalOf(await grant(owner, germany, editor, user))).toEqual([403, 'GRANT_DENIED']);
    expect(refusalOf(await grant(owner, germany, editor))).toEqual([403, 'GRANT_DENIED']);
    const given = await grant(fixture.admin, germany, editor, user);
    const path = `${at(germany)}/${given.body.assignment_id}`;
    expect(refusalOf(await fixture.as<Refusal>(owner, 'DELETE', path))).toEqual([
      403,
      'GRANT_DENIED',
    ]);
    const manager = await fixture.role(fixture.authServiceId, 'organization_manager');
    expect((await grant(owner, germany, manager, user)).status).toBe(201);
    expect((await fixture.as(user, 'GET', at(berlin))).status).toBe(200);
    expect((await fixture.as(user, 'GET', at(europe))).status).toBe(403);
  });

  it('A holder grants at their unit and below it, and not above it or in another organization', async () => {
    const holder = await memberOf(germany);
    const other = await memberOf(germany);
    const manager = await fixture.role(fixture.authServiceId, 'organization_manager');
    await grant(fixture.admin, germany, editor, holder);
    await grant(fixture.admin, europe, manager, holder);
    expect((await grant(holder, berlin, editor, other)).status).toBe(201);
    expect(refusalOf(await grant(holder, europe, editor, other))).toEqual([403, 'GRANT_DENIED']);
    expect(refusalOf(await grant(holder, france, editor, other))).toEqual([403, 'GRANT_DENIED']);
    const foreign = await trees.unit('Elsewhere');
    expect(refusalOf(await grant(holder, foreign, editor, other))).toEqual([
      403,
      'PERMISSION_DENIED',
    ]);
    expect(refusalOf(await grant(fixture.admin, foreign, editor, other))).toEqual([
      409,
      'NOT_A_MEMBER',
    ]);
  });

  it('An assignment at another unit is not found by its id', async () => {
    const user = await memberOf(france);
    const { body } = await grant(fixture.admin, france, editor, user);
    const path = `${at(germany)}/${body.assignment_id}`;
    expect(refusalOf(await fixture.asAdmin<Refusal>('DELETE', path))).toEqual([
      404,
      'ROLE_NOT_ASSIGNED',
    ]);
  });

  it('A member drops their own role, and cannot take the role of another member', async () => {
    const user = await memberOf(france);
    const other = await memberOf(france);
    const { body } = await grant(fixture.admin, france, editor, user);
    const path = `${at(france)}/${body.assignment_id}`;
    expect(refusalOf(await fixture.as<Refusal>(other, 'DELETE', path))).toEqual([
      403,
      'PERMISSION_DENIED',
    ]);
    expect((await fixture.as(user, 'DELETE', path)).status).toBe(200);
    expect((await explain(user, france)).allowed).toBe(false);
  });

  it('A role of auth_service is for units only while it holds nothing but organization:*, and what it gets later does not count there', async () => {
    const auth = fixture.authServiceId;
    const admin = await fixture.role(auth, 'admin');
    expect(refusalOf(await grant(fixture.admin, europe, admin, owner))).toEqual([
      409,
      'ROLE_NOT_FOR_UNITS',
    ]);
    const reader = await role('unit reader', ['organization:read'], {}, auth);
    const user = await memberOf(berlin);
    expect((await grant(fixture.admin, berlin, reader, user)).status).toBe(201);
    const widened = await fixture.asAdmin('PUT', `/api/roles/${reader}`, {
      permissions: ['organization:read', 'user:read', 'role:write'],
    });
    expect(widened.status).toBe(200);
    expect((await fixture.as(user, 'GET', '/api/users')).status).toBe(403);
    const assigned = `/api/roles/user/${user.id}/service/${service}/role/${editor}`;
    expect((await fixture.as(user, 'POST', assigned)).status).toBe(403);
    expect((await fixture.as(user, 'GET', at(berlin))).status).toBe(200);
  });

  it('A role that requires two factors lets its holder grant at a unit with two factors only', async () => {
    const strict = await role('strict editor', ['orders:read', 'orders:write'], {
      requires_mfa: true,
    });
    const holder = await memberOf(germany);
    const other = await memberOf(germany);
    const manager = await fixture.role(fixture.authServiceId, 'organization_manager');
    await grant(fixture.admin, germany, manager, holder);
    await grant(fixture.admin, germany, strict, holder);
    expect(refusalOf(await grant(holder, berlin, editor, other))).toEqual([
      401,
      'INSUFFICIENT_AUTHENTICATION',
    ]);
    const token = await fixture.stepUp(holder);
    expect((await grant({ ...holder, token }, berlin, editor, other)).status).toBe(201);
    expect(await explain(holder, berlin)).toMatchObject({ allowed: false, needs: 'aal2' });
  });

  it('The routes of assignments give and take a role at a unit with unit_id', async () => {
    const user = await memberOf(potsdam);
    const path = `/api/roles/user/${user.id}/service/${service}/role/${editor}`;
    expect((await fixture.asAdmin('POST', `${path}?unit_id=${potsdam}`)).status).toBe(201);
    expect((await explain(user, potsdam)).allowed).toBe(true);
    expect((await explain(user)).allowed).toBe(false);
    const units = `/api/roles/user/${user.id}/service/${service}/units`;
    const listed = await fixture.as<{ roles: unknown[] }>(user, 'GET', units);
    expect(listed.body.roles).toMatchObject([{ unit_id: potsdam, unit_name: 'Potsdam' }]);
    expect(refusalOf(await fixture.asAdmin<Refusal>('DELETE', path))).toEqual([
      404,
      'ROLE_NOT_ASSIGNED',
    ]);
    expect((await fixture.asAdmin('DELETE', `${path}?unit_id=${potsdam}`)).status).toBe(200);
    expect((await explain(user, potsdam)).allowed).toBe(false);
  });

  it('A kept answer of a grant at a unit is given again only to who could still grant it', async () => {
    const holder = await memberOf(germany);
    const other = await memberOf(germany);
    const manager = await fixture.role(fixture.authServiceId, 'organization_manager');
    await grant(fixture.admin, germany, manager, holder);
    const held = await grant(fixture.admin, germany, editor, holder);
    const body = { role_id: editor, user_id: other.id };
    const call = () =>
      fixture.app.call<Refusal & { assignment_id: string }>('POST', at(berlin), {
        token: holder.token,
        body,
        headers: { 'idempotency-key': 'one-grant-at-berlin' },
      });
    const first = await call();
    expect(first.status).toBe(201);
    const again = await call();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    await fixture.asAdmin('DELETE', `${at(germany)}/${held.body.assignment_id}`);
    expect(refusalOf(await call())).toEqual([403, 'GRANT_DENIED']);
  });

  it('Giving and taking a role at a unit is recorded with the unit', async () => {
    const user = await memberOf(potsdam);
    const given = await grant(fixture.admin, potsdam, editor, user);
    const ofUnit = await grant(fixture.admin, potsdam, editor);
    for (const { body } of [given, ofUnit])
      await fixture.asAdmin('DELETE', `${at(potsdam)}/${body.assignment_id}`);
    const found = await fixture.accounts.rows<{ type: string; kind: string; id: string }>(
      `SELECT type, target_kind AS kind, target_id AS id FROM audit_events
        WHERE details ->> 'unit_id' = $1 AND target_id IN ($1, $2) ORDER BY id`,
      [potsdam, user.id],
    );
    const inOrder = (kind: string, id: string) =>
      found.filter((event) => event.kind === kind && event.id === id).map(({ type }) => type).sort(); // prettier-ignore
    expect(inOrder('user', user.id)).toEqual(['role.assigned', 'role.unassigned']);
    expect(inOrder('organization', potsdam)).toEqual(['role.assigned', 'role.unassigned']);
  });

  it('Guards of the service are told of the user, or of the unit that holds the role', async () => {
    const user = await memberOf(potsdam);
    const unit = await trees.unit('Wannsee', potsdam);
    await grant(fixture.admin, unit, editor, user);
    await grant(fixture.admin, unit, editor);
    const changes = await fixture.accounts.rows<{ kind: string; data: unknown }>(
      `SELECT kind, data FROM change_log
        WHERE (user_id = $1 AND service_id = $2) OR data ->> 'unit_id' = $3 ORDER BY id`,
      [user.id, service, unit],
    );
    expect(changes).toEqual([
      { kind: 'user_permissions_changed', data: null },
      { kind: 'role_changed', data: { unit_id: unit, of_service_id: service } },
    ]);
  });

  it('A role that permits granting is given at a unit with a fresh proof only', async () => {
    const granting = await role('granting', ['role:read', 'role:write']);
    const answer = await fixture.app.call<Refusal>('POST', at(berlin), {
      token: fixture.admin.token,
      body: { role_id: granting },
    });
    expect(refusalOf(answer)).toEqual([401, 'PROOF_REQUIRED']);
    expect((await grant(fixture.admin, berlin, granting)).status).toBe(201);
  });

  it('A reader of the roles of one service is told of roles at units in it, and of no deactivation', async () => {
    const reader = await fixture.person();
    await fixture.assign(reader, service, 'readonly');
    const user = await memberOf(berlin);
    await grant(fixture.admin, berlin, editor, user);
    await fixture.asAdmin('PATCH', `/api/users/${user.id}`, { is_active: false });
    const { body } = await fixture.as<Explained>(reader, 'POST', '/api/roles/explain', {
      user_id: user.id,
      service_id: service,
      permission: 'orders:write',
      unit_id: berlin,
    });
    expect(body.allowed).toBe(true);
    expect(await explain(user, berlin)).toMatchObject({
      allowed: false,
      reason: 'The account is deactivated, so none of its roles counts.',
    });
  });

  it('The roles at a unit are listed page by page', async () => {
    const unit = await trees.unit('Lyon', france);
    await grant(fixture.admin, unit, editor);
    await grant(fixture.admin, unit, editor, await memberOf(unit));
    interface Listed {
      readonly roles: { readonly user_id: string | null }[];
      readonly next_cursor: string | null;
    }
    const first = await fixture.as<Listed>(owner, 'GET', `${at(unit)}?limit=1`);
    expect(first.body.roles.map(({ user_id }) => user_id)).toEqual([null]);
    const next = `${at(unit)}?limit=1&cursor=${first.body.next_cursor}`;
    const second = await fixture.as<Listed>(owner, 'GET', next);
    expect([second.body.roles.length, second.body.next_cursor]).toEqual([1, null]);
  });

  it('The dry run of a role change names the unit at which holders gain and lose, those by membership too', async () => {
    const narrowed = await role('narrowed', ['orders:read', 'orders:write']);
    const unit = await trees.unit('Nice', france);
    const member = await memberOf(unit);
    const direct = await memberOf(unit);
    await grant(fixture.admin, unit, narrowed);
    await grant(fixture.admin, europe, narrowed, direct);
    const { body } = await fixture.asAdmin<{ effects: unknown[] }>(
      'PUT',
      `/api/roles/${narrowed}?dry_run=true`,
      { permissions: ['orders:read'] },
    );
    const loses = { gains: [], loses: ['orders:write'], aal2_gains: [], aal2_loses: ['orders:write'] }; // prettier-ignore
    expect(body.effects).toHaveLength(3);
    expect(body.effects).toEqual(
      expect.arrayContaining([
        { user_id: member.id, unit_id: unit, ...loses },
        { user_id: direct.id, unit_id: unit, ...loses },
        { user_id: direct.id, unit_id: europe, ...loses },
      ]),
    );
  });

  it('A service whose roles are held at units alone is not deleted by who could not take them', async () => {
    const held = await fixture.service('held at units');
    const user = await role('held', [], {}, held);
    await grant(fixture.admin, france, user);
    const manager = await fixture.person();
    const deleter = await role('deleter', ['service:delete'], {}, fixture.authServiceId);
    expect(deleter).toBeDefined();
    await fixture.assign(manager, fixture.authServiceId, 'deleter');
    const path = `/api/roles/services/${held}`;
    expect(refusalOf(await fixture.as<Refusal>(manager, 'DELETE', path))).toEqual([
      403,
      'GRANT_DENIED',
    ]);
  });
});

describe('the limit of roles at units', () => {
  let fixture: Fixture;

  withFixture(async (opened) => {
    const env = { ORGANIZATION_MAX_UNITS_PER_USER: '2' };
    fixture = opened.add(await Fixture.open({ env }));
  }, 120_000);

  it('A user holds no more roles at units than the limit, and a unit may hold another', async () => {
    const trees = new UnitTrees(fixture.accounts);
    const role = await fixture.role(await fixture.service('orders'), 'user');
    const company = await trees.unit('Company');
    const user = await fixture.person();
    await trees.member(company, user);
    const statuses: unknown[] = [];
    for (const name of ['One', 'Two', 'Three']) {
      const path = `/api/organizations/${await trees.unit(name, company)}/roles`;
      const body = { role_id: role, user_id: user.id };
      const answer = await fixture.asAdmin<Refusal>('POST', path, body);
      statuses.push(answer.status === 201 ? 201 : answer.body.code);
      expect((await fixture.asAdmin('POST', path, { role_id: role })).status).toBe(201);
    }
    expect(statuses).toEqual([201, 201, 'UNIT_LIMIT_REACHED']);
  });
});
