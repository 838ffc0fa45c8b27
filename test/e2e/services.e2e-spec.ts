import { newId } from '#libs/kernel';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

describe('services', () => {
  let fixture: Fixture;
  let stranger: SignedInUser;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    stranger = await fixture.person();
  });

  it('Services are auth_service alone at first, with its five roles and thirteen permissions', async () => {
    const { body } = await fixture.asAdmin<{ services: { name: string }[] }>(
      'GET',
      '/api/roles/services',
    );
    expect(body.services.map(({ name }) => name)).toEqual(['auth_service']);
    const roles = await fixture.asAdmin<{
      roles: { name: string; is_default: boolean; permissions: unknown[] }[];
    }>('GET', `/api/roles/service/${fixture.authServiceId}`);
    const shape = roles.body.roles.map(({ name, is_default, permissions }) => [
      name,
      is_default,
      permissions.length,
    ]);
    expect(shape.sort()).toEqual([
      ['admin', false, 16],
      ['organization_manager', false, 3],
      ['readonly', true, 5],
      ['service_manager', false, 2],
      ['token_manager', false, 3],
      ['user_manager', false, 3],
    ]);
  });

  it('Services are registered with the roles admin, user and readonly', async () => {
    const answer = await fixture.asAdmin<{ success: boolean; service_id: string; message: string }>(
      'POST',
      '/api/roles/services',
      { name: 'orders', description: 'Takes orders', id: newId(), is_active: false },
    );
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ success: true, message: expect.any(String) });
    const roles = await fixture.asAdmin<{
      roles: { name: string; is_default: boolean; permissions: { name: string }[] }[];
    }>('GET', `/api/roles/service/${answer.body.service_id}`);
    const held = Object.fromEntries(
      roles.body.roles.map((role) => [role.name, role.permissions.map(({ name }) => name)]),
    );
    expect(held).toEqual({
      admin: [
        'role:delete',
        'role:read',
        'role:write',
        'token:delete',
        'token:read',
        'token:write',
      ],
      user: [],
      readonly: ['role:read', 'token:read'],
    });
    expect(roles.body.roles.filter(({ is_default }) => is_default).map(({ name }) => name)).toEqual(
      ['user'],
    );
    const { body } = await fixture.asAdmin<{ services: Record<string, unknown>[] }>(
      'GET',
      '/api/roles/services',
    );
    expect(body.services.find(({ name }) => name === 'orders')).toEqual({
      id: answer.body.service_id,
      name: 'orders',
      description: 'Takes orders',
      is_active: true,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
  });

  it.each(['Billing', ' billing ', 'ＢＩＬＬＩＮＧ'])(
    'A name of a service is taken in every spelling: %j',
    async (name) => {
      await fixture.asAdmin('POST', '/api/roles/services', { name: 'billing' });
      const { status, body } = await fixture.asAdmin('POST', '/api/roles/services', { name });
      expect([status, body['code']]).toEqual([409, 'SERVICE_NAME_TAKEN']);
    },
  );

  it.each([
    [{}],
    [{ name: '' }],
    [{ name: '   ' }],
    [{ name: 7 }],
    [{ name: null }],
    [{ name: ['a'] }],
    [{ name: 'x'.repeat(101) }],
    [{ name: 'a\u0007b' }],
    [{ name: 'a\u202eb' }],
    [{ name: 'аdmin' }],
    [{ name: 'fine', description: 'x'.repeat(1001) }],
    [{ name: 'fine', description: 5 }],
  ])('Services refuse %j with the field named', async (body) => {
    const answer = await fixture.asAdmin<{ code: string; errors: { field: string }[] }>(
      'POST',
      '/api/roles/services',
      body,
    );
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('VALIDATION_FAILED');
    expect(answer.body.errors[0]?.field).toMatch(/^(name|description)$/);
  });

  it('A PUT of a service keeps the fields that no caller may set, whatever the body says', async () => {
    const id = await fixture.service('invoicing');
    type Listed = { services: Record<string, unknown>[] };
    const find = async () => {
      const { body } = await fixture.asAdmin<Listed>('GET', '/api/roles/services');
      return body.services.find((service) => service['id'] === id);
    };
    const before = await find();
    const { status } = await fixture.asAdmin('PUT', `/api/roles/services/${id}`, {
      description: 'Bills',
      id: newId(),
      service_id: fixture.authServiceId,
      is_system: true,
      created_by: newId(),
      created_at: '2000-01-01T00:00:00.000Z',
      permissions: ['*'],
    });
    expect(status).toBe(200);
    expect(await find()).toEqual({
      ...before,
      description: 'Bills',
      updated_at: expect.any(String) as string,
    });
  });

  it('Services change only in the given fields', async () => {
    const id = await fixture.service('shipping');
    await fixture.asAdmin('PUT', `/api/roles/services/${id}`, { description: 'Ships' });
    const { status } = await fixture.asAdmin('PUT', `/api/roles/services/${id}`, {
      is_active: false,
    });
    expect(status).toBe(200);
    const { body } = await fixture.asAdmin<{ services: Record<string, unknown>[] }>(
      'GET',
      '/api/roles/services',
    );
    expect(body.services.find((service) => service['id'] === id)).toMatchObject({
      name: 'shipping',
      description: 'Ships',
      is_active: false,
    });
  });

  it.each([
    ['PUT', { name: 'other' }],
    ['PUT', { is_active: false }],
    ['DELETE', undefined],
  ])('The service auth_service is protected from %s %j', async (method, body) => {
    const answer = await fixture.asAdmin(
      method,
      `/api/roles/services/${fixture.authServiceId}`,
      body,
    );
    expect([answer.status, answer.body['code']]).toEqual([409, 'AUTH_SERVICE_PROTECTED']);
  });

  it('Services are refused to a caller without the permission, present or not, and the permission is named', async () => {
    const there = await fixture.service();
    for (const id of [there, newId(), 'nonsense']) {
      const { status, body } = await fixture.as(stranger, 'PUT', `/api/roles/services/${id}`, {
        name: 'x',
      });
      expect(status).toBe(403);
      expect(body['message']).toBe('Permission denied: service:write required');
    }
    for (const id of [newId(), 'nonsense', '1']) {
      const { status } = await fixture.asAdmin('PUT', `/api/roles/services/${id}`, { name: 'x' });
      expect(status).toBe(404);
    }
  });

  it('Services are deleted with their roles, permissions, assignments and tokens; a new one of the name revives nothing', async () => {
    const id = await fixture.service('short-lived');
    const person = await fixture.person();
    await fixture.assign(person, id, 'admin');
    const { token } = await fixture.appToken(id);
    expect((await fixture.asAdmin('DELETE', `/api/roles/services/${id}`)).status).toBe(200);
    expect((await fixture.as(person, 'GET', `/api/roles/service/${id}`)).status).toBe(403);
    expect((await fixture.app.get('/api/tokens/validate', { token })).status).toBe(401);
    const again = await fixture.service('short-lived');
    expect((await fixture.as(person, 'GET', `/api/roles/service/${again}`)).status).toBe(403);
    const own = await fixture.as<{ services: unknown[] }>(
      person,
      'GET',
      '/api/roles/services/user',
    );
    expect(own.body.services).toEqual([]);
  });

  it('Services are listed in pages that give each once', async () => {
    for (let index = 0; index < 3; index += 1) await fixture.service();
    const all = await fixture.asAdmin<{ services: { id: string }[] }>('GET', '/api/roles/services');
    const seen: string[] = [];
    let cursor = '';
    do {
      const path = `/api/roles/services?limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await fixture.asAdmin<{
        services: { id: string }[];
        next_cursor: string | null;
      }>('GET', path);
      seen.push(...body.services.map(({ id }) => id));
      cursor = body.next_cursor ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(all.body.services.map(({ id }) => id));
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'cursor=zzz', 'limit=1&limit=2'])(
    'The list of services refuses the page %s',
    async (query) => {
      expect((await fixture.asAdmin('GET', `/api/roles/services?${query}`)).status).toBe(400);
    },
  );
});
