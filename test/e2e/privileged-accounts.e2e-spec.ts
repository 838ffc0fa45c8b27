import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly missing_permissions?: readonly string[];
}

/**
 * A user cannot act on an account that holds more permissions in auth_service; revoking requires the same permissions
 * as granting.
 */
describe('users with a lower role', () => {
  let fixture: Fixture;
  let auth: string;
  let manager: SignedInUser;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    auth = fixture.authServiceId;
    manager = await fixture.person();
    await fixture.assign(manager, auth, 'user_manager');
  });

  const administrator = async () => {
    const person = await fixture.person();
    await fixture.assign(person, auth, 'admin');
    return person;
  };

  const holderOf = async (name: string, permissions: string[], service = auth) => {
    await fixture.asAdmin('POST', `/api/roles/service/${service}`, { name, permissions });
    const person = await fixture.person();
    await fixture.assign(person, service, name);
    return person;
  };

  const isIn = async (person: SignedInUser) =>
    (await fixture.app.get('/api/auth/me', { token: person.token })).status === 200;

  it.each([
    ['deactivate', 'PATCH', { is_active: false }],
    ['end the sessions of', 'PATCH', { end_sessions: true }],
    ['verify', 'PATCH', { is_email_verified: true }],
    ['erase', 'DELETE', undefined],
  ])('A user manager cannot %s an administrator', async (_act, method, body) => {
    const target = await administrator();
    const answer = await fixture.as<Refusal>(manager, method, `/api/users/${target.id}`, body);
    expect([answer.status, answer.body.code]).toEqual([403, 'ACCOUNT_HOLDS_MORE']);
    expect(answer.body.message).toContain('audit:read');
    expect(await isIn(target)).toBe(true);
  });

  it('A user manager cannot act on the last administrator, and is not told that it is the last', async () => {
    const only = await Fixture.open();
    const lower = await only.person();
    await only.assign(lower, only.authServiceId, 'user_manager');
    const path = `/api/users/${only.admin.id}`;
    expect((await only.as<Refusal>(lower, 'DELETE', path)).body.code).toBe('ACCOUNT_HOLDS_MORE');
    await only.close();
  });

  it('A user manager can neither reactivate nor erase a deactivated administrator', async () => {
    const target = await administrator();
    await fixture.asAdmin('PATCH', `/api/users/${target.id}`, { is_active: false });
    const path = `/api/users/${target.id}`;
    for (const answer of [
      await fixture.as<Refusal>(manager, 'PATCH', path, { is_active: true }),
      await fixture.as<Refusal>(manager, 'DELETE', path),
    ])
      expect([answer.status, answer.body.code]).toEqual([403, 'ACCOUNT_HOLDS_MORE']);
  });

  it('A user manager can act on users with no more permissions, on equals and on themselves', async () => {
    const equal = await fixture.person();
    await fixture.assign(equal, auth, 'user_manager');
    const plain = await fixture.person();
    for (const { id } of [plain, equal])
      expect(
        (await fixture.as(manager, 'PATCH', `/api/users/${id}`, { end_sessions: true })).status,
      ).toBe(200);
    const auditor = await holderOf('own auditor', ['user:write', 'audit:read']);
    const own = `/api/users/${auditor.id}`;
    expect((await fixture.as(auditor, 'PATCH', own, { end_sessions: true })).status).toBe(200);
  });

  it('A user manager is told no permission name that reveals what others hold', async () => {
    const service = await fixture.service();
    const tenant = await fixture.person();
    await fixture.assign(tenant, service, 'admin');
    const target = await administrator();
    await fixture.assign(target, service, 'user');
    const role = await fixture.role(service, 'user');
    const path = `/api/roles/user/${target.id}/service/${service}/role/${role}`;
    const { status, body } = await fixture.as<Refusal>(tenant, 'DELETE', path);
    expect([status, body.code]).toEqual([403, 'ACCOUNT_HOLDS_MORE']);
    expect(JSON.stringify(body)).not.toMatch(/(user|role|service|token|audit):/);
    expect((await fixture.asAdmin('DELETE', path)).status).toBe(200);
  });

  describe('revocations by users with a lower role', () => {
    let writer: SignedInUser;

    beforeAll(async () => {
      writer = await holderOf('writer', ['role:read', 'role:write', 'role:delete']);
    });

    const remove = (who: SignedInUser, from: { id: string }, service: string, role: string) =>
      fixture.as<Refusal>(
        who,
        'DELETE',
        `/api/roles/user/${from.id}/service/${service}/role/${role}`,
      );

    it('A user cannot take a role with more permissions from another user', async () => {
      const other = await fixture.person();
      await fixture.assign(other, auth, 'user_manager');
      const role = await fixture.role(auth, 'user_manager');
      const answer = await remove(writer, other, auth, role);
      expect([answer.status, answer.body.code]).toEqual([403, 'ACCOUNT_HOLDS_MORE']);
      expect(answer.body.missing_permissions).toEqual(['user:delete', 'user:read', 'user:write']);
    });

    it('A user cannot take a role with more permissions from another user in their own service', async () => {
      const service = await fixture.service();
      const owner = await fixture.person();
      await fixture.assign(owner, service, 'admin');
      const deputy = await holderOf('deputy', ['role:read', 'role:write'], service);
      const role = await fixture.role(service, 'admin');
      const answer = await remove(deputy, owner, service, role);
      expect([answer.status, answer.body.code]).toEqual([403, 'GRANT_DENIED']);
      expect(answer.body.message).toContain('role:delete');
    });

    it('A user may give up a role of their own', async () => {
      const role = await fixture.role(auth, 'user_manager');
      const person = await holderOf('leaver', ['role:write']);
      await fixture.assign(person, auth, 'user_manager');
      const alone = await fixture.person();
      await fixture.assign(alone, auth, 'user_manager');
      await fixture.assign(alone, auth, 'leaver');
      expect((await remove(alone, alone, auth, role)).status).toBe(200);
    });

    it('A user cannot narrow a role with more permissions', async () => {
      const { body: made } = await fixture.asAdmin<{ role_id: string }>(
        'POST',
        `/api/roles/service/${auth}`,
        { name: 'watcher', permissions: ['audit:read', 'role:read'] },
      );
      const path = `/api/roles/${made.role_id}`;
      const narrow = { permissions: ['role:read'] };
      const answer = await fixture.as<Refusal>(writer, 'PUT', path, narrow);
      expect([answer.status, answer.body.code]).toEqual([403, 'GRANT_DENIED']);
      expect(answer.body.message).toContain('audit:read');
      const preview = await fixture.as<Refusal>(writer, 'PUT', `${path}?dry_run=true`, narrow);
      expect(preview.status).toBe(403);
    });

    it('A user cannot delete a role with more permissions', async () => {
      const { body: made } = await fixture.asAdmin<{ role_id: string }>(
        'POST',
        `/api/roles/service/${auth}`,
        { name: 'listener', permissions: ['audit:read'] },
      );
      for (const query of ['', '?dry_run=true']) {
        const answer = await fixture.as<Refusal>(
          writer,
          'DELETE',
          `/api/roles/${made.role_id}${query}`,
        );
        expect([answer.status, answer.body.code]).toEqual([403, 'GRANT_DENIED']);
      }
    });

    it('A user cannot empty or delete a role of auth_service that an administrator holds', async () => {
      const role = async (name: string) => {
        const { body } = await fixture.asAdmin<{ role_id: string }>(
          'POST',
          `/api/roles/service/${auth}`,
          { name, permissions: ['role:read'] },
        );
        await fixture.assign(await administrator(), auth, name);
        return `/api/roles/${body.role_id}`;
      };
      const path = await role('helper');
      for (const answer of [
        await fixture.as<Refusal>(writer, 'PUT', path, { permissions: [] }),
        await fixture.as<Refusal>(writer, 'PUT', path, { name: 'renamed' }),
        await fixture.as<Refusal>(writer, 'DELETE', path),
      ])
        expect([answer.status, answer.body.code]).toEqual([403, 'ACCOUNT_HOLDS_MORE']);
      expect((await fixture.as(writer, 'PUT', path, { description: 'Helps' })).status).toBe(200);
    });

    it('A user cannot delete or rename a permission that a role holds beyond their own', async () => {
      const service = await fixture.service();
      const deputy = await holderOf('deputy', ['role:read', 'role:write'], service);
      const { body: made } = await fixture.asAdmin<{ permission_id: string }>(
        'POST',
        `/api/roles/service/${service}/permissions`,
        { name: 'orders:refund' },
      );
      const path = `/api/roles/service/${service}/permissions/${made.permission_id}`;
      await fixture.asAdmin('POST', `/api/roles/service/${service}`, {
        name: 'clerk',
        permissions: ['orders:refund'],
      });
      const deleted = await fixture.as<Refusal>(deputy, 'DELETE', path);
      expect([deleted.status, deleted.body.code]).toEqual([403, 'GRANT_DENIED']);
      expect((await fixture.asAdmin('DELETE', path)).status).toBe(200);
    });

    it('A user cannot delete a service in which others hold roles with more permissions', async () => {
      const service = await fixture.service();
      const remover = await holderOf('remover', ['service:read', 'service:delete']);
      await fixture.assign(await fixture.person(), service, 'admin');
      const answer = await fixture.as<Refusal>(remover, 'DELETE', `/api/roles/services/${service}`);
      expect([answer.status, answer.body.code]).toEqual([403, 'GRANT_DENIED']);
      const empty = await fixture.service();
      expect((await fixture.as(remover, 'DELETE', `/api/roles/services/${empty}`)).status).toBe(
        200,
      );
    });
  });
});
