import { newId } from '#libs/kernel';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

interface Role {
  id: string;
  name: string;
  description: string | null;
  permissions: { id: string; name: string }[];
}

describe('roles, permissions and assignments', () => {
  let fixture: Fixture;
  let service: string;
  let owner: SignedInUser;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    service = await fixture.service('orders');
    owner = await fixture.person();
    await fixture.assign(owner, service, 'admin');
  });

  const createRole = (who: { token: string }, body: unknown, at = service) =>
    fixture.as<{ role_id: string; code: string }>(who, 'POST', `/api/roles/service/${at}`, body);
  const createPermission = (who: { token: string }, name: string, at = service) =>
    fixture.as<{ permission_id: string; code: string }>(
      who,
      'POST',
      `/api/roles/service/${at}/permissions`,
      { name },
    );
  const findRole = async (id: string, at = service) => {
    const { body } = await fixture.asAdmin<{ roles: Role[] }>('GET', `/api/roles/service/${at}`);
    return body.roles.find((role) => role.id === id);
  };
  const assignment = (user: { id: string }, roleId: string, at = service) =>
    `/api/roles/user/${user.id}/service/${at}/role/${roleId}`;

  it('Roles take permissions by id or by name and answer them in full', async () => {
    const read = await createPermission(owner, 'orders:read');
    await createPermission(owner, 'orders:write');
    expect(read.status).toBe(201);
    const made = await createRole(owner, {
      name: 'clerk',
      permissions: [read.body.permission_id, 'orders:write'],
    });
    expect(made.status).toBe(201);
    const role = await findRole(made.body.role_id);
    expect(role).toMatchObject({ name: 'clerk', is_default: false, service_id: service });
    expect(role?.permissions.map(({ name }) => name)).toEqual(['orders:read', 'orders:write']);
  });

  it('The admin role of a service has every permission of the service, later ones too', async () => {
    await createPermission(fixture.admin, 'orders:audit');
    const { body } = await fixture.as<{ permissions: { name: string }[] }>(
      owner,
      'GET',
      `/api/roles/user/${owner.id}/service/${service}/permissions`,
    );
    expect(body.permissions.map(({ name }) => name)).toContain('orders:audit');
  });

  it.each([['nothing:here'], [newId()], ['*'], ['user:write'], ['']])(
    'Roles refuse the unknown permission %j',
    async (permission) => {
      const { status, body } = await createRole(fixture.admin, {
        name: `r ${permission}`,
        permissions: [permission],
      });
      expect([status, body.code]).toEqual([400, 'UNKNOWN_PERMISSION']);
    },
  );

  it('A PUT of a role replaces its permissions and leaves the other fields unchanged', async () => {
    const made = await createRole(owner, {
      name: 'mover',
      description: 'moves',
      permissions: ['orders:read'],
    });
    const path = `/api/roles/${made.body.role_id}`;
    expect((await fixture.as(owner, 'PUT', path, { permissions: ['orders:write'] })).status).toBe(
      200,
    );
    const role = await findRole(made.body.role_id);
    expect(role).toMatchObject({ name: 'mover', description: 'moves' });
    expect(role?.permissions.map(({ name }) => name)).toEqual(['orders:write']);
  });

  it('Roles ignore fields that no caller may set', async () => {
    const made = await createRole(owner, {
      name: 'sly',
      is_default: true,
      service_id: fixture.authServiceId,
      holds_all: true,
    });
    expect(await findRole(made.body.role_id)).toMatchObject({
      is_default: false,
      service_id: service,
      permissions: [],
    });
  });

  it.each(['Admin', 'ADMIN', ' admin', 'ａｄｍｉｎ'])(
    'A second admin role spelled %j is refused',
    async (name) => {
      expect((await createRole(owner, { name })).body.code).toBe('ROLE_NAME_TAKEN');
    },
  );

  it('The default role cannot be deleted or renamed', async () => {
    const id = await fixture.role(service, 'user');
    const { status, body } = await fixture.as(owner, 'DELETE', `/api/roles/${id}`);
    expect([status, body['code']]).toEqual([409, 'DEFAULT_ROLE_PROTECTED']);
    const readonly = await fixture.role(fixture.authServiceId, 'readonly');
    expect((await fixture.asAdmin('DELETE', `/api/roles/${readonly}`)).status).toBe(409);
  });

  it('The administrator role of auth_service cannot be narrowed, renamed or deleted', async () => {
    const id = await fixture.role(fixture.authServiceId, 'admin');
    for (const [method, body] of [
      ['PUT', { permissions: [] }],
      ['PUT', { name: 'root' }],
      ['DELETE', undefined],
    ] as const) {
      expect((await fixture.asAdmin(method, `/api/roles/${id}`, body)).body['code']).toBe(
        'ADMIN_ROLE_PROTECTED',
      );
    }
  });

  it('Roles are assigned once, and revoked once', async () => {
    const person = await fixture.person();
    const role = await fixture.role(service, 'clerk');
    expect((await fixture.as(owner, 'POST', assignment(person, role))).status).toBe(201);
    expect((await fixture.as(owner, 'POST', assignment(person, role))).status).toBe(409);
    const { body } = await fixture.as<{ roles: Record<string, unknown>[] }>(
      person,
      'GET',
      `/api/roles/user/${person.id}/service/${service}`,
    );
    expect(body.roles).toEqual([
      {
        id: expect.any(String),
        user_id: person.id,
        service_id: service,
        role_id: role,
        role_name: 'clerk',
        created_at: expect.stringMatching(/Z$/),
      },
    ]);
    expect((await fixture.as(owner, 'DELETE', assignment(person, role))).status).toBe(200);
    expect((await fixture.as(owner, 'DELETE', assignment(person, role))).status).toBe(404);
  });

  it('Roles must belong to the service of the path', async () => {
    const person = await fixture.person();
    const foreign = await fixture.role(fixture.authServiceId, 'admin');
    expect((await fixture.as(owner, 'POST', assignment(person, foreign))).status).toBe(404);
    expect(
      (await fixture.as(owner, 'POST', assignment(person, foreign, fixture.authServiceId))).status,
    ).toBe(403);
    expect(
      (
        await fixture.asAdmin(
          'POST',
          assignment({ id: newId() }, await fixture.role(service, 'clerk')),
        )
      ).status,
    ).toBe(404);
  });

  it('Roles in one service give no permission outside it', async () => {
    const other = await fixture.service('stock');
    const paths = [
      ['GET', `/api/roles/service/${other}`],
      ['POST', `/api/roles/service/${other}`],
      ['GET', `/api/tokens/service/${other}`],
      ['GET', `/api/roles/services`],
      ['GET', `/api/users`],
      ['GET', `/api/roles/permissions`],
    ] as const;
    for (const [method, path] of paths) {
      expect([path, (await fixture.as(owner, method, path)).status]).toEqual([path, 403]);
    }
    const foreign = await fixture.role(other, 'user');
    expect((await fixture.as(owner, 'PUT', `/api/roles/${foreign}`, { name: 'mine' })).status).toBe(
      403,
    );
    expect((await fixture.as(owner, 'DELETE', `/api/roles/${foreign}`)).status).toBe(403);
    expect(
      (await fixture.as(owner, 'GET', `/api/roles/permissions?service_id=${service}`)).status,
    ).toBe(200);
  });

  it('Roles are called admin only when they hold every permission of the service', async () => {
    const place = await fixture.service();
    const rename = (who: SignedInUser, id: string, name: string) =>
      fixture.as(who, 'PUT', `/api/roles/${id}`, { name });
    const admin = await fixture.role(place, 'admin');
    const deputy = await fixture.person();
    const made = await fixture.asAdmin<{ role_id: string }>('POST', `/api/roles/service/${place}`, {
      name: 'deputy',
      permissions: ['role:read', 'role:write'],
    });
    const path = `/api/roles/user/${deputy.id}/service/${place}/role/${made.body.role_id}`;
    expect((await fixture.asAdmin('POST', path)).status).toBe(201);
    expect((await rename(fixture.admin, admin, 'chief')).status).toBe(200);
    const refusals = [
      await fixture.as(deputy, 'POST', `/api/roles/service/${place}`, { name: 'Admin' }),
      await rename(deputy, made.body.role_id, 'adm\u0131n'),
    ];
    for (const { status, body } of refusals)
      expect([status, body['code']]).toEqual([403, 'GRANT_DENIED']);
    expect((await rename(fixture.admin, admin, 'admin')).status).toBe(200);
  });

  it('Roles cannot be used to grant permissions that the granter does not hold', async () => {
    const made = await createRole(owner, {
      name: 'deputy',
      permissions: ['role:read', 'role:write'],
    });
    const deputy = await fixture.person();
    await fixture.as(owner, 'POST', assignment(deputy, made.body.role_id));
    const refusals = [
      await createRole(deputy, { name: 'puppet', permissions: ['token:write'] }),
      await fixture.as(deputy, 'PUT', `/api/roles/${made.body.role_id}`, {
        permissions: ['role:write', 'orders:write'],
      }),
      await fixture.as(deputy, 'POST', assignment(deputy, await fixture.role(service, 'admin'))),
      // Services that check the name of a role would mistake its holder for that of the other role.
      await fixture.as(deputy, 'PUT', `/api/roles/${await fixture.role(service, 'admin')}`, {
        name: 'admin (old)',
      }),
    ];
    for (const { status, body } of refusals)
      expect([status, body['code']]).toEqual([403, 'GRANT_DENIED']);
    expect((await createRole(deputy, { name: 'reader', permissions: ['role:read'] })).status).toBe(
      201,
    );
    const manager = await fixture.person();
    await fixture.assign(manager, fixture.authServiceId, 'user_manager');
    const escalation = assignment(
      manager,
      await fixture.role(fixture.authServiceId, 'admin'),
      fixture.authServiceId,
    );
    expect((await fixture.as(manager, 'POST', escalation)).status).toBe(403);
  });

  it('A deleted role gives no permission, and a new one of its name revives nothing', async () => {
    const made = await createRole(owner, { name: 'temp', permissions: ['role:read'] });
    const person = await fixture.person();
    await fixture.as(owner, 'POST', assignment(person, made.body.role_id));
    expect((await fixture.as(person, 'GET', `/api/roles/service/${service}`)).status).toBe(200);
    await fixture.as(owner, 'DELETE', `/api/roles/${made.body.role_id}`);
    expect((await fixture.as(person, 'GET', `/api/roles/service/${service}`)).status).toBe(403);
    await createRole(owner, { name: 'temp', permissions: ['role:read'] });
    expect((await fixture.as(person, 'GET', `/api/roles/service/${service}`)).status).toBe(403);
  });

  it.each(['role:own', 'token:own'])('The permission name %s is reserved', async (name) => {
    expect((await createPermission(owner, name)).status).toBe(400);
  });

  it.each(['Role:write', 'ROLE:WRITE', 'ｒｏｌｅ：write', ' role:x', 'role :x', 'Token:read'])(
    'A look-alike of a reserved permission name, such as %j, is reserved',
    async (name) => {
      expect((await createPermission(owner, name)).status).toBe(400);
    },
  );

  it.each(['Orders:Read', 'orders:read ', 'ｏｒｄｅｒｓ:read', 'ORDERS:READ'])(
    'A second permission orders:read spelled %j is refused',
    async (name) => {
      expect((await createPermission(owner, name)).body.code).toBe('PERMISSION_NAME_TAKEN');
      const other = await createPermission(owner, `other ${name}`);
      const path = `/api/roles/service/${service}/permissions/${other.body.permission_id}`;
      const renamed = await fixture.as(owner, 'PUT', path, { name });
      expect(renamed.body['code']).toBe('PERMISSION_NAME_TAKEN');
      await fixture.as(owner, 'DELETE', path);
    },
  );

  it.each(['admin\0', 'ad\u200bmin', 'аdmin', '\u202eadmin'])(
    'Roles are not made or renamed to a look-alike of admin: %j',
    async (name) => {
      expect((await createRole(owner, { name })).status).toBe(400);
      const role = await fixture.role(service, 'user');
      expect((await fixture.as(owner, 'PUT', `/api/roles/${role}`, { name })).status).toBe(400);
      const renamed = await fixture.as(owner, 'PUT', `/api/roles/${role}`, { name: 'ADMIN ' });
      expect(renamed.body['code']).toBe('ROLE_NAME_TAKEN');
    },
  );

  it('Roles may have a slash in their name, which is never part of a path', async () => {
    const made = await createRole(owner, { name: 'a/../admin' });
    expect(made.status).toBe(201);
    expect(await findRole(made.body.role_id)).toMatchObject({ name: 'a/../admin' });
  });

  it('A PUT of a role keeps the fields that are not given, whatever else the body says', async () => {
    const made = await createRole(owner, { name: 'steady', permissions: ['orders:read'] });
    const sly = {
      id: newId(),
      service_id: fixture.authServiceId,
      is_default: true,
      holds_all: true,
    };
    const path = `/api/roles/${made.body.role_id}`;
    expect((await fixture.as(owner, 'PUT', path, { ...sly, created_by: owner.id })).status).toBe(
      200,
    );
    const role = await findRole(made.body.role_id);
    expect(role).toMatchObject({ is_default: false, service_id: service, name: 'steady' });
    expect(role?.permissions.map(({ name }) => name)).toEqual(['orders:read']);
    const star = await fixture.as(owner, 'PUT', path, { permissions: ['*'] });
    expect([star.status, star.body['code']]).toEqual([400, 'UNKNOWN_PERMISSION']);
  });

  it('Permissions can be renamed and deleted, but not the built-in ones', async () => {
    const made = await createPermission(owner, 'orders:old');
    const path = `/api/roles/service/${service}/permissions/${made.body.permission_id}`;
    expect((await createPermission(owner, 'orders:old')).body.code).toBe('PERMISSION_NAME_TAKEN');
    expect((await fixture.as(owner, 'PUT', path, { name: 'orders:new' })).status).toBe(200);
    expect((await fixture.as(owner, 'PUT', path, { name: 'orders:read' })).status).toBe(409);
    expect((await fixture.as(owner, 'DELETE', path)).status).toBe(200);
    expect((await fixture.as(owner, 'DELETE', path)).status).toBe(404);
    const { body } = await fixture.asAdmin<{ permissions: { id: string; name: string }[] }>(
      'GET',
      `/api/roles/permissions?service_id=${fixture.authServiceId}`,
    );
    const builtIn = body.permissions.find(({ name }) => name === 'role:write')!;
    const at = `/api/roles/service/${fixture.authServiceId}/permissions/${builtIn.id}`;
    expect((await fixture.asAdmin('DELETE', at)).body['code']).toBe('PERMISSION_PROTECTED');
  });

  it('The last administrator cannot be removed in any way', async () => {
    const role = await fixture.role(fixture.authServiceId, 'admin');
    const refused = [
      await fixture.asAdmin('DELETE', assignment(fixture.admin, role, fixture.authServiceId)),
      await fixture.asAdmin('PATCH', `/api/users/${fixture.admin.id}`, { is_active: false }),
      await fixture.asAdmin('DELETE', `/api/users/${fixture.admin.id}`),
    ];
    for (const { status, body } of refused)
      expect([status, body['code']]).toEqual([409, 'LAST_ADMIN']);
    const second = await fixture.person();
    await fixture.assign(second, fixture.authServiceId, 'admin');
    expect(
      (await fixture.asAdmin('DELETE', assignment(second, role, fixture.authServiceId))).status,
    ).toBe(200);
  });

  it('A dry run of a role change shows which users would gain and lose which permissions, and changes nothing', async () => {
    const made = await createRole(owner, { name: 'trial', permissions: ['orders:read'] });
    const person = await fixture.person();
    await fixture.as(owner, 'POST', assignment(person, made.body.role_id));
    const path = `/api/roles/${made.body.role_id}?dry_run=true`;
    const put = await fixture.as(owner, 'PUT', path, { permissions: ['orders:write'] });
    expect(put.body).toMatchObject({
      dry_run: true,
      effects: [{ user_id: person.id, gains: ['orders:write'], loses: ['orders:read'] }],
    });
    const removal = await fixture.as(owner, 'DELETE', path);
    expect(removal.body['effects']).toEqual([
      {
        user_id: person.id,
        gains: [],
        loses: ['orders:read'],
        aal2_gains: [],
        aal2_loses: ['orders:read'],
      },
    ]);
    expect((await findRole(made.body.role_id))?.permissions.map(({ name }) => name)).toEqual([
      'orders:read',
    ]);
  });

  it('A dry run of a role change shows its effect on other services through auth_service', async () => {
    const auth = fixture.authServiceId;
    const made = await createRole(
      fixture.admin,
      { name: 'operator', permissions: ['role:write', 'token:read', 'service:read'] },
      auth,
    );
    const person = await fixture.person();
    await fixture.asAdmin('POST', assignment(person, made.body.role_id, auth));
    await fixture.assign(person, service, 'readonly');
    const path = `/api/roles/${made.body.role_id}?dry_run=true`;
    const { body } = await fixture.asAdmin('PUT', path, { permissions: ['service:read'] });
    expect(body).toMatchObject({
      truncated: false,
      effects: [{ user_id: person.id, gains: [], loses: ['role:write', 'token:read'] }],
    });
    expect((await fixture.asAdmin('DELETE', path)).body['effects']).toMatchObject([
      { user_id: person.id, gains: [], loses: ['role:write', 'service:read', 'token:read'] },
    ]);
  });

  it('Permissions of a user are explained', async () => {
    const person = await fixture.person();
    const ask = (permission: string) =>
      fixture.as<{ allowed: boolean; reason: string; via: unknown[] }>(
        owner,
        'POST',
        '/api/roles/explain',
        {
          user_id: person.id,
          service_id: service,
          permission,
        },
      );
    expect((await ask('orders:write')).body).toMatchObject({ allowed: false, via: [] });
    expect((await ask('orders:write')).body.reason).toContain('admin');
    expect((await ask('no:such')).body.reason).toContain('no permission named no:such');
    await fixture.assign(person, service, 'clerk');
    const { body } = await ask('orders:write');
    expect(body).toMatchObject({
      allowed: true,
      via: [{ role_name: 'clerk', service_name: 'orders' }],
    });
  });

  describe('what the administrator of one service sees', () => {
    const askedBy = (who: SignedInUser, about: { id: string }, permission: string) =>
      fixture.as<{ allowed: boolean; reason: string; via: { service_name: string }[] }>(
        who,
        'POST',
        '/api/roles/explain',
        { user_id: about.id, service_id: service, permission },
      );

    it('The administrator of one service does not see who holds permissions through auth_service', async () => {
      const global = await fixture.person();
      await fixture.assign(global, fixture.authServiceId, 'admin');
      await fixture.assign(global, service, 'readonly');
      const plain = await fixture.person();
      await fixture.assign(plain, service, 'readonly');
      const told = async (person: SignedInUser) => {
        const path = `/api/roles/user/${person.id}/service/${service}/permissions`;
        const listed = await fixture.as(owner, 'GET', path);
        const explained = await Promise.all(
          ['role:read', 'role:write', 'token:delete'].map((name) => askedBy(owner, person, name)),
        );
        return [listed.body, ...explained.map(({ body }) => body)];
      };
      expect(await told(global)).toEqual(await told(plain));
      const whole = await askedBy(fixture.admin, global, 'role:write');
      expect(whole.body).toMatchObject({ allowed: true, via: [{ service_name: 'auth_service' }] });
      expect((await askedBy(global, global, 'role:write')).body.allowed).toBe(true);
    });

    it('The administrator of one service does not see who is deactivated', async () => {
      const gone = await fixture.person();
      await fixture.assign(gone, service, 'readonly');
      const before = await askedBy(owner, gone, 'role:read');
      await fixture.asAdmin('PATCH', `/api/users/${gone.id}`, { is_active: false });
      expect((await askedBy(owner, gone, 'role:read')).body).toEqual(before.body);
      expect((await askedBy(owner, gone, 'role:write')).body.reason).not.toContain('deactivated');
      expect((await askedBy(fixture.admin, gone, 'role:read')).body.reason).toContain(
        'deactivated',
      );
    });

    it('The administrator of one service learns neither by a dry run of a role change', async () => {
      const made = await fixture.as<{ role_id: string }>(
        owner,
        'POST',
        `/api/roles/service/${service}`,
        { name: 'tried', permissions: ['role:read'] },
      );
      const [global, gone, plain] = [
        await fixture.person(),
        await fixture.person(),
        await fixture.person(),
      ];
      for (const person of [global, gone, plain]) await fixture.assign(person, service, 'tried');
      await fixture.assign(global, fixture.authServiceId, 'admin');
      await fixture.asAdmin('PATCH', `/api/users/${gone.id}`, { is_active: false });
      const path = `/api/roles/${made.body.role_id}?dry_run=true`;
      const losses = async (who: SignedInUser) => {
        const { body } = await fixture.as<{ effects: { user_id: string; loses: string[] }[] }>(
          who,
          'DELETE',
          path,
        );
        return body.effects.map(({ user_id, loses }) => [user_id, ...loses].join(' ')).sort();
      };
      const all = [global, gone, plain].map(({ id }) => `${id} role:read`).sort();
      expect(await losses(owner)).toEqual(all);
      expect(await losses(fixture.admin)).toEqual([`${plain.id} role:read`]);
    });
  });

  it('Own roles are shown without any permission, and to no other user', async () => {
    const person = await fixture.person();
    const own = `/api/roles/user/${person.id}/service/${service}`;
    expect((await fixture.as(person, 'GET', own)).status).toBe(200);
    expect((await fixture.as(person, 'GET', `${own}/permissions`)).status).toBe(200);
    expect(
      (await fixture.as(person, 'GET', `/api/roles/user/${owner.id}/service/${service}`)).status,
    ).toBe(403);
  });
});
