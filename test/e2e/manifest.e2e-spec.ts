import { Fixture } from './support/fixture.js';

interface Outcome {
  dry_run: boolean;
  permissions: {
    created: string[];
    updated: string[];
    unchanged: string[];
    orphaned: { name: string; held_by: string[] }[];
  };
  roles: { created: string[]; extended: string[]; unchanged: string[] };
  code: string;
  errors: { field: string; code: string }[];
}

describe('a service’s manifest', () => {
  let fixture: Fixture;
  let service: string;
  let token: string;

  beforeAll(async () => {
    fixture = await Fixture.open();
  });
  beforeEach(async () => {
    service = await fixture.service();
    ({ token } = await fixture.appToken(service, { scopes: ['manifest:write'] }));
  });
  afterAll(() => fixture.close());

  const declare = (body: unknown, query = '', bearer = token) =>
    fixture.app.put<Outcome>(`/api/services/manifest${query}`, body, { token: bearer });
  const permission = (name: string) => ({ name });

  it('The manifest of a service creates what is missing, and finds it there the second time', async () => {
    const manifest = {
      permissions: [{ name: 'orders:read', description: 'See' }, permission('orders:write')],
      roles: [{ name: 'clerk', permissions: ['orders:read'] }],
    };
    const first = await declare(manifest);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      dry_run: false,
      permissions: { created: ['orders:read', 'orders:write'], unchanged: [], orphaned: [] },
      roles: { created: ['clerk'] },
    });
    expect((await declare(manifest)).body).toMatchObject({
      permissions: { created: [], updated: [], unchanged: ['orders:read', 'orders:write'] },
      roles: { created: [], extended: [], unchanged: ['clerk'] },
    });
  });

  it('The manifest of a service removes nothing: a permission that it does not declare is orphaned, with the roles that hold it', async () => {
    await declare({
      permissions: [permission('old')],
      roles: [{ name: 'clerk', permissions: ['old'] }],
    });
    const { body } = await declare({ permissions: [permission('new')] });
    expect(body.permissions.orphaned).toEqual([{ name: 'old', held_by: ['admin', 'clerk'] }]);
    const roles = await fixture.asAdmin<{
      roles: { name: string; permissions: { name: string }[] }[];
    }>('GET', `/api/roles/service/${service}`);
    const clerk = roles.body.roles.find(({ name }) => name === 'clerk');
    expect(clerk?.permissions.map(({ name }) => name)).toEqual(['old']);
  });

  it('The manifest of a service does not return to a role a permission that an administrator removed', async () => {
    const manifest = {
      permissions: [permission('a'), permission('b')],
      roles: [{ name: 'clerk', permissions: ['a', 'b'] }],
    };
    await declare(manifest);
    const clerk = await fixture.role(service, 'clerk');
    await fixture.asAdmin('PUT', `/api/roles/${clerk}`, { permissions: ['a'] });
    await declare(manifest);
    const third = {
      permissions: [...manifest.permissions, permission('c')],
      roles: [{ name: 'clerk', permissions: ['a', 'b', 'c'] }],
    };
    expect((await declare(third)).body.roles.extended).toEqual(['clerk']);
    const roles = await fixture.asAdmin<{
      roles: { name: string; permissions: { name: string }[] }[];
    }>('GET', `/api/roles/service/${service}`);
    const held = roles.body.roles
      .find(({ name }) => name === 'clerk')
      ?.permissions.map(({ name }) => name);
    expect(held).toEqual(['a', 'c']);
  });

  it('The manifest of a service changes nothing on a dry run', async () => {
    const manifest = { permissions: [permission('x')] };
    const dry = await declare(manifest, '?dry_run=true');
    expect(dry.body).toMatchObject({ dry_run: true, permissions: { created: ['x'] } });
    expect((await declare(manifest)).body.permissions.created).toEqual(['x']);
  });

  it('The manifest of a service may be declared by two versions at once', async () => {
    const versions = [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
    ].map((names) => ({
      permissions: names.map(permission),
      roles: [{ name: 'clerk', permissions: names }],
    }));
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => declare(versions[index % 3])),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    const created = answers.flatMap(({ body }) => body.permissions.created).sort();
    expect(created).toEqual(['a', 'b', 'c']);
  });

  it.each([
    [{ permissions: [{ name: 'role:x' }] }, 'permissions.0.name'],
    [{ permissions: [{ name: 'a' }, { name: 'a' }] }, 'permissions.1.name'],
    [{ permissions: [{ name: 'a' }, { name: 'A ' }] }, 'permissions.1.name'],
    [{ permissions: [{ name: 'Ｒole:x' }] }, 'permissions.0.name'],
    [{ permissions: [], roles: [{ name: 'r', permissions: ['ghost'] }] }, 'roles.0.permissions.0'],
    [{ permissions: [], roles: [{ name: 'R' }, { name: 'r' }] }, 'roles.1.name'],
    [{ permissions: [{ name: '' }] }, 'permissions.0.name'],
    [{ permissions: 'all' }, 'permissions'],
    [{}, 'permissions'],
  ])('The manifest of a service is refused with %j, naming %s', async (manifest, field) => {
    const { status, body } = await declare(manifest);
    expect(status).toBe(400);
    expect(body.errors.map((problem) => problem.field)).toContain(field);
  });

  it('The manifest of a service needs a token with the scope manifest:write', async () => {
    const plain = await fixture.appToken(service);
    const { status, body } = await declare({ permissions: [] }, '', plain.token);
    expect([status, body.code]).toEqual([403, 'PERMISSION_DENIED']);
    expect((await declare({ permissions: [] }, '', fixture.admin.token)).status).toBe(401);
  });
});
