import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

interface Refusal {
  readonly code: string;
}

/** Attempts to bypass the rule that users grant only what they hold. */
describe('writers of roles in one service', () => {
  let fixture: Fixture;
  let service: string;
  let owner: SignedInUser;
  let deputy: SignedInUser;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    service = await fixture.service('orders');
    owner = await fixture.person();
    await fixture.assign(owner, service, 'admin');
    await permission('orders:read');
    deputy = await holderOf('deputy', [
      'role:read',
      'role:write',
      'token:read',
      'token:write',
      'orders:read',
    ]);
  }, 120_000);

  const permission = async (name: string) => {
    const path = `/api/roles/service/${service}/permissions`;
    const { body } = await fixture.as<{ permission_id: string }>(owner, 'POST', path, { name });
    return body.permission_id;
  };

  const holderOf = async (name: string, permissions: string[], at = service) => {
    await fixture.asAdmin('POST', `/api/roles/service/${at}`, { name, permissions });
    const person = await fixture.person();
    await fixture.assign(person, at, name);
    return person;
  };

  const idOf = async (name: string) => {
    const { body } = await fixture.asAdmin<{ permissions: { id: string; name: string }[] }>(
      'GET',
      `/api/roles/permissions?service_id=${service}`,
    );
    return body.permissions.find((candidate) => candidate.name === name)?.id ?? '';
  };

  const rename = async (who: SignedInUser, from: string, to: string) => {
    const path = `/api/roles/service/${service}/permissions/${await idOf(from)}`;
    return fixture.as<Refusal>(who, 'PUT', path, { name: to });
  };

  it('A writer of roles cannot rename a permission of a role to one that they do not hold', async () => {
    const { status, body } = await rename(deputy, 'orders:read', 'orders:refund');
    expect([status, body.code]).toEqual([403, 'GRANT_DENIED']);
    const own = `/api/roles/user/${deputy.id}/service/${service}/permissions`;
    expect(JSON.stringify((await fixture.as(deputy, 'GET', own)).body)).not.toContain('refund');
  });

  it('A writer of roles may rename a permission that no role of a chosen set holds, and describe one', async () => {
    await permission('orders:drfat');
    expect((await rename(deputy, 'orders:drfat', 'orders:draft')).status).toBe(200);
    const path = `/api/roles/service/${service}/permissions/${await idOf('orders:read')}`;
    const described = { name: 'orders:read', description: 'See orders' };
    expect((await fixture.as(deputy, 'PUT', path, described)).status).toBe(200);
  });

  it('A permission may be renamed by the admin of the service, who holds every permission, and by auth_service', async () => {
    expect((await rename(owner, 'orders:read', 'orders:see')).status).toBe(200);
    expect((await rename(fixture.admin, 'orders:see', 'orders:read')).status).toBe(200);
  });

  it('A writer of roles cannot rename within auth_service, where role:write grants only held permissions', async () => {
    const auth = fixture.authServiceId;
    const at = `/api/roles/service/${auth}/permissions`;
    const made = await fixture.asAdmin<{ permission_id: string }>('POST', at, {
      name: 'note:read',
    });
    const writer = await holderOf('writer', ['role:write', 'note:read'], auth);
    const path = `${at}/${made.body.permission_id}`;
    const { status, body } = await fixture.as<Refusal>(writer, 'PUT', path, { name: 'note:write' });
    expect([status, body.code]).toEqual([403, 'GRANT_DENIED']);
    expect((await fixture.asAdmin('PUT', path, { name: 'note:write' })).status).toBe(200);
  });

  const mint = (who: SignedInUser, name: string, scopes: string[]) =>
    fixture.as<Refusal & { token_data: { id: string } }>(who, 'POST', '/api/tokens', {
      service_id: service,
      name,
      scopes,
    });

  it('A writer of roles cannot mint a token with manifest:write, which could extend their own role', async () => {
    expect((await mint(deputy, 'deputy’s', ['manifest:write'])).body.code).toBe('GRANT_DENIED');
    expect((await mint(owner, 'owner’s', ['manifest:write'])).status).toBe(201);
    expect((await mint(fixture.admin, 'root’s', ['manifest:write'])).status).toBe(201);
  });

  it('A writer of roles cannot get such a token by rotating that of another user', async () => {
    const { body } = await mint(owner, 'to be rotated', ['manifest:write']);
    const manager = await fixture.person();
    await fixture.assign(manager, fixture.authServiceId, 'token_manager');
    const path = `/api/tokens/${body.token_data.id}/rotate`;
    for (const who of [deputy, manager]) {
      const { status, body: refusal } = await fixture.as<Refusal>(who, 'POST', path, {});
      expect([status, refusal.code]).toEqual([403, 'GRANT_DENIED']);
    }
    expect((await fixture.as(owner, 'POST', path, {})).status).toBe(200);
    const plain = await mint(owner, 'plain', ['orders:ship']);
    const rotated = await fixture.as(
      manager,
      'POST',
      `/api/tokens/${plain.body.token_data.id}/rotate`,
    );
    expect(rotated.status).toBe(200);
  });

  it('A forged network of a token has no effect where no proxy is trusted', async () => {
    const { token } = await fixture.appToken(service, { allowed_networks: ['192.0.2.0/24'] });
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded']) {
      const headers = { [name]: name === 'forwarded' ? 'for=192.0.2.7' : '192.0.2.7' };
      const { status } = await fixture.app.get('/api/tokens/validate', { token, headers });
      expect([name, status]).toEqual([name, 401]);
    }
  });
});
