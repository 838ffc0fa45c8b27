import type { GrantRow } from './grants.store.js';
import { toHoldings } from './holdings.js';

const aRow = (permission: string | null, more: Partial<GrantRow> = {}) =>
  ({
    user_id: 'user',
    permission,
    is_built_in: permission === null ? null : false,
    role_id: 'role-1',
    role_name: 'clerk',
    role_holds_all: false,
    service_id: 'orders',
    service_name: 'orders',
    ...more,
  }) as GrantRow;

describe('what a user holds in a service', () => {
  it('what a user holds in a service comes through roles in that service alone', () => {
    const elsewhere = { role_id: 'role-2', service_id: 'auth', service_name: 'auth_service' };
    const { permissions, roles } = toHoldings('orders', [
      aRow('orders:read'),
      aRow('role:read', elsewhere),
    ]);
    expect({ permissions, roles }).toEqual({ permissions: ['orders:read'], roles: ['clerk'] });
  });

  it('what a user holds is sorted and has each permission and role once', () => {
    const second = { role_id: 'role-0', role_name: 'packer' };
    const rows = [aRow('orders:write'), aRow('orders:read'), aRow('orders:read', second)];
    expect(toHoldings('orders', rows)).toMatchObject({
      permissions: ['orders:read', 'orders:write'],
      roles: ['packer', 'clerk'],
      role_ids: ['role-0', 'role-1'],
    });
  });

  it('what a user holds includes a role without any permission', () => {
    expect(toHoldings('orders', [aRow(null)])).toMatchObject({
      permissions: [],
      roles: ['clerk'],
    });
  });

  it('what a user holds has the same version in whatever order it was read', () => {
    const rows = [aRow('orders:read'), aRow('orders:write'), aRow(null, { role_id: 'role-9' })];
    const { version } = toHoldings('orders', rows);
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    expect(toHoldings('orders', rows.toReversed()).version).toBe(version);
  });

  it.each([
    ['a permission', [aRow('orders:read'), aRow('orders:write')]],
    ['the name of a role', [aRow('orders:read', { role_name: 'packer' })]],
    ['a role without permissions', [aRow('orders:read'), aRow(null, { role_id: 'role-9' })]],
    ['everything', []],
  ])('what a user holds has another version when %s differs', (_what, rows) => {
    const before = toHoldings('orders', [aRow('orders:read')]).version;
    expect(toHoldings('orders', rows).version).not.toBe(before);
  });
});
