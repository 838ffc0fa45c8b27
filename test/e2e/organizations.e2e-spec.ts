import { newId } from '#libs/kernel';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { Organizations, type UnitBody } from './support/organizations.js';
import { withFixture } from '../support/with-fixture.js';
import { UNLIMITED } from '../support/accounts.js';

describe('organizations and their units', () => {
  let fixture: Fixture;
  let organizations: Organizations;
  let owner: SignedInUser;
  let member: SignedInUser;
  let stranger: SignedInUser;
  /** Europe > Germany > Berlin. */
  let root: string;
  let europe: string;
  let germany: string;
  let berlin: string;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, ORGANIZATION_MAX_DEPTH: '5', ORGANIZATION_MAX_UNITS: '12' };
    fixture = opened.add(await Fixture.open({ env }));
    organizations = new Organizations(fixture);
    [owner, member, stranger] = [
      await fixture.person(),
      await fixture.person(),
      await fixture.person(),
    ];
    root = await organizations.ownedBy(owner, 'Acme');
    europe = await organizations.below(owner, root, 'Europe');
    germany = await organizations.below(owner, europe, 'Germany');
    berlin = await organizations.below(owner, germany, 'Berlin');
    await organizations.join(member, berlin);
  });

  const show = (who: { token: string }, id: string, query = '') =>
    fixture.as<{
      organization: UnitBody;
      path: UnitBody[];
      units: (UnitBody & { distance: number })[];
      truncated: boolean;
    }>(who, 'GET', organizations.path(id, query));
  const move = (who: { token: string }, id: string, parentId: string, query = '') =>
    fixture.as(who, 'POST', organizations.path(id, `/move${query}`), { parent_id: parentId });
  const remove = (who: { token: string }, id: string, force?: number | string) =>
    fixture.as(who, 'DELETE', organizations.path(id, force === undefined ? '' : `?force=${force}`));

  it('An organization has a slug made from its name, and its creator owns it', async () => {
    const { status, body } = await organizations.post(fixture.admin, { name: 'Müller & Söhne' });
    expect(status).toBe(201);
    expect(body.organization).toMatchObject({
      name: 'Müller & Söhne',
      slug: 'muller-sohne',
      parent_id: null,
      organization_id: body.organization.id,
    });
    const second = await organizations.post(fixture.admin, { name: 'Müller & Söhne' });
    expect(second.body.organization.slug).toBe('muller-sohne-2');
    const owners = await fixture.asAdmin<{ owners: { user_id: string }[] }>(
      'GET',
      organizations.path(body.organization.id, '/owners'),
    );
    expect(owners.body.owners.map(({ user_id }) => user_id)).toEqual([fixture.admin.id]);
  });

  it('Users without organization:write create no organization', async () => {
    for (const who of [stranger, owner, member]) {
      const { status, body } = await organizations.post(who, { name: 'Mine' });
      expect([status, body.code]).toEqual([403, 'PERMISSION_DENIED']);
    }
  });

  it('Units are created by the owner, and by no member or stranger', async () => {
    for (const who of [member, stranger]) {
      const { status } = await organizations.post(who, { name: 'Mine', parent_id: berlin });
      expect(status).toBe(403);
    }
    const other = await organizations.ownedBy(stranger);
    const { status } = await organizations.post(owner, { name: 'Mine', parent_id: other });
    expect(status).toBe(403);
  });

  it.each([
    [{ name: 'X', slug: 'Not A Slug' }],
    [{ name: 'X', slug: '__proto__' }],
    [{ name: 'X', slug: 'x'.repeat(64) }],
    [{ name: '' }],
    [{ name: 'x'.repeat(101) }],
    [{ name: 'a\u0000b' }],
    [{ name: 'a\u202eb' }],
    [{ name: 'X', parent_id: 'garbage' }],
    [{ name: 'X', parent_id: { $ne: null } }],
    [{ name: 7 }],
    [{}],
  ])('An organization is not made from %j', async (body) => {
    const { status } = await organizations.post(fixture.admin, body);
    expect(status).toBe(400);
  });

  it('Names with HTML are plain text', async () => {
    const { body } = await organizations.post(owner, {
      name: '<b onclick="x">Lab</b>',
      parent_id: root,
    });
    expect(body.organization).toMatchObject({
      name: '<b onclick="x">Lab</b>',
      slug: 'b-onclick-x-lab-b',
    });
    expect((await remove(owner, body.organization.id)).status).toBe(200);
  });

  it('Ids in the wrong case are the same ids, and unknown ones tell a stranger nothing', async () => {
    expect((await show(owner, berlin.toUpperCase())).status).toBe(200);
    expect((await show(stranger, berlin)).status).toBe(403);
    expect((await show(stranger, newId())).status).toBe(403);
    expect((await show(stranger, 'garbage')).status).toBe(403);
    expect((await show(fixture.admin, newId())).status).toBe(404);
    expect((await show(fixture.admin, '__proto__')).status).toBe(404);
  });

  it('Members see the tree of their organization, with the way up', async () => {
    const { status, body } = await show(member, europe, '?depth=1');
    expect(status).toBe(200);
    expect(body.path.map(({ name }) => name)).toEqual(['Europe', 'Acme']);
    expect(body.units.map(({ name, distance }) => [name, distance])).toEqual([['Germany', 1]]);
    const whole = await show(member, root, '?depth=32');
    expect(whole.body.units.map(({ name }) => name)).toEqual(['Europe', 'Germany', 'Berlin']);
    expect((await show(member, root, '?depth=0')).body.units).toEqual([]);
    expect((await show(member, root, '?depth=99')).status).toBe(400);
  });

  it('Users list the organizations that they belong to, and only readers of all list all', async () => {
    const list = (who: { token: string }, query = '') =>
      fixture.as<{
        organizations: { id: string; is_owner: boolean; unit_ids: string[] }[];
        next_cursor: string | null;
      }>(who, 'GET', `/api/organizations${query}`);
    expect((await list(member)).body.organizations).toEqual([
      expect.objectContaining({ id: root, is_owner: false, unit_ids: [berlin] }),
    ]);
    expect((await list(owner)).body.organizations).toEqual([
      expect.objectContaining({ id: root, is_owner: true, unit_ids: [root] }),
    ]);
    expect((await list(owner, '?all=true')).status).toBe(403);
    const found = await list(fixture.admin, '?all=true&search=ACM');
    expect(found.body.organizations.map(({ id }) => id)).toEqual([root]);
    const first = await list(fixture.admin, '?all=true&limit=1');
    expect(first.body.organizations).toHaveLength(1);
    const second = await list(fixture.admin, `?all=true&limit=1&cursor=${first.body.next_cursor}`);
    expect(second.body.organizations[0]?.id).not.toBe(first.body.organizations[0]?.id);
    expect((await list(owner, '?cursor=bm90LWFuLWlk')).status).toBe(400);
    expect((await list(owner, '?search=%25')).body.organizations).toEqual([]);
  });

  it('A unit is renamed, and a slug that is taken beside it is refused', async () => {
    const sales = await organizations.below(owner, root, 'Sales');
    const rename = (body: unknown) =>
      fixture.as<{ organization: UnitBody; code: string }>(
        owner,
        'PUT',
        organizations.path(sales),
        body,
      );
    expect((await rename({ name: 'Selling' })).body.organization).toMatchObject({
      name: 'Selling',
      slug: 'sales',
    });
    expect((await rename({ slug: 'europe' })).body.code).toBe('SLUG_TAKEN');
    expect((await rename({ slug: 'berlin' })).status).toBe(200);
    expect((await remove(owner, sales)).status).toBe(200);
  });

  it('A move is refused below itself, to another organization, too deep, onto a slug, and for the root', async () => {
    const other = await organizations.ownedBy(owner);
    const deep = await organizations.below(owner, berlin, 'Mitte');
    const twin = await organizations.below(owner, root, 'Berlin');
    const cases = [
      [europe, europe, 'UNIT_CYCLE'],
      [europe, berlin, 'UNIT_CYCLE'],
      [europe, other, 'UNIT_IN_OTHER_ORGANIZATION'],
      [root, other, 'ORGANIZATION_ROOT_PROTECTED'],
      [root, berlin, 'ORGANIZATION_ROOT_PROTECTED'],
      [germany, twin, null],
      [twin, germany, 'SLUG_TAKEN'],
    ] as const;
    for (const [id, parent, code] of cases) {
      const dry = await move(owner, id, parent, '?dry_run=true');
      expect([code, dry.body['code'] ?? null]).toEqual([code, code]);
      if (code !== null) expect((await move(owner, id, parent)).body['code']).toBe(code);
    }
    expect((await show(owner, germany)).body.organization.parent_id).toBe(europe);
    const tooDeep = await move(owner, twin, deep);
    expect(tooDeep.body).toMatchObject({ code: 'UNIT_TOO_DEEP', depth: 6, limit: 5 });
    for (const id of [deep, twin]) expect((await remove(owner, id)).status).toBe(200);
  });

  it('A move takes along what is below, and needs the right at the place that is left and at the new one', async () => {
    const asia = await organizations.below(owner, root, 'Asia');
    const manager = await fixture.role(fixture.authServiceId, 'organization_manager');
    const local = await fixture.person();
    await organizations.join(local, germany);
    await organizations.hold(local, germany, manager);
    expect((await show(local, germany)).status).toBe(200);
    expect((await move(local, germany, asia)).status).toBe(403);
    expect((await move(local, berlin, asia)).status).toBe(403);
    expect((await move(member, germany, asia)).status).toBe(403);
    expect((await move(owner, germany, asia)).status).toBe(200);
    const { body } = await show(owner, berlin);
    expect(body.path.map(({ name }) => name)).toEqual(['Berlin', 'Germany', 'Asia', 'Acme']);
    expect((await move(owner, germany, europe)).status).toBe(200);
    expect((await remove(owner, asia)).status).toBe(200);
  });

  it('A unit manager changes their unit, and not its owners nor anything above or beside', async () => {
    const manager = await fixture.role(fixture.authServiceId, 'organization_manager');
    const local = await fixture.person();
    await organizations.join(local, europe);
    await organizations.hold(local, germany, manager);
    const appoint = (id: string) =>
      fixture.as(local, 'POST', organizations.path(id, '/owners'), { user_id: local.id });
    expect((await appoint(germany)).status).toBe(404);
    expect((await appoint(root)).status).toBe(403);
    for (const id of [europe, root])
      expect(
        (await fixture.as(local, 'PUT', organizations.path(id), { name: 'Mine' })).status,
      ).toBe(403);
    const unit = await organizations.below(local, germany, 'Bonn');
    expect((await remove(local, unit)).status).toBe(200);
    expect((await remove(local, europe)).status).toBe(403);
  });

  it('Deleting says what hangs on the unit, wants its present count, and deletes it all', async () => {
    const top = await organizations.below(owner, root, 'Old');
    const below = await organizations.below(owner, top, 'Older');
    const role = await fixture.role(fixture.authServiceId, 'organization_manager');
    const guest = await fixture.person();
    await organizations.join(guest, below);
    await organizations.hold(guest, below, role);
    await organizations.hold(guest, europe, role);
    await organizations.hold(null, top, role);
    const refused = await remove(owner, top);
    expect([refused.status, refused.body]).toEqual([
      409,
      expect.objectContaining({
        code: 'UNIT_NOT_EMPTY',
        units: 1,
        members: 1,
        roles: 2,
        invitations: 0,
        count: 4,
      }),
    ]);
    for (const wrong of [3, 5, 0]) expect((await remove(owner, top, wrong)).status).toBe(409);
    for (const bad of ['true', '-4', '4.0', ''])
      expect((await remove(owner, top, bad)).status).toBe(400);
    for (const who of [member, stranger]) expect((await remove(who, below, 4)).status).toBe(403);
    expect((await remove(owner, top, 4)).status).toBe(200);
    expect((await show(fixture.admin, below)).status).toBe(404);
    // A member of the deleted units alone has left the organization.
    expect(await organizations.heldBy(guest)).toEqual([]);
  });

  it('An organization has no more units than the limit', async () => {
    const small = await organizations.ownedBy(owner);
    for (let count = 1; count < 12; count += 1) await organizations.below(owner, small, 'Unit');
    const { body } = await organizations.post(owner, { name: 'Unit', parent_id: small });
    expect(body).toMatchObject({ code: 'UNIT_LIMIT_REACHED', limit: 12 });
    const { body: list } = await fixture.as<{ organizations: UnitBody[]; next_cursor: string }>(
      owner,
      'GET',
      organizations.path(small, '/units?limit=5'),
    );
    expect(list.organizations.map(({ slug }) => slug)).toEqual([
      'unit',
      'unit-2',
      'unit-3',
      'unit-4',
      'unit-5',
    ]);
    const next = await fixture.as<{ organizations: UnitBody[] }>(
      owner,
      'GET',
      organizations.path(small, `/units?limit=50&cursor=${list.next_cursor}`),
    );
    expect(next.body.organizations).toHaveLength(6);
  });

  it('A repeated creation with the same key gets the first answer, and only while its caller may create', async () => {
    const key = { 'idempotency-key': newId() };
    const post = () =>
      fixture.app.post<{ organization: UnitBody }>(
        '/api/organizations',
        { name: 'Once', parent_id: root },
        { token: owner.token, headers: key },
      );
    const [first, second] = [await post(), await post()];
    expect(second.body).toEqual(first.body);
    expect((await remove(owner, first.body.organization.id)).status).toBe(200);
  });
});

describe('organizations that users create', () => {
  let fixture: Fixture;
  let organizations: Organizations;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, ORGANIZATIONS_BY_USERS: 'true', ORGANIZATION_MAX_OWNED: '2' };
    fixture = opened.add(await Fixture.open({ env }));
    organizations = new Organizations(fixture);
  });

  it('Users create as many organizations as they may own, for themselves', async () => {
    const [person, other] = [await fixture.person(), await fixture.person()];
    expect((await organizations.post(person, { name: 'A', owner_id: other.id })).status).toBe(403);
    expect((await organizations.post(person, { name: 'A', owner_id: person.id })).status).toBe(201);
    expect((await organizations.post(person, { name: 'B' })).status).toBe(201);
    const { body } = await organizations.post(person, { name: 'C' });
    expect(body).toMatchObject({ code: 'UNIT_LIMIT_REACHED', limit: 2 });
    expect((await organizations.post(fixture.admin, { name: 'D' })).status).toBe(201);
  });
});
