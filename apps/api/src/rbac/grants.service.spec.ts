import type { GrantRow } from './assignments.store.js';
import { holdingsAt, toHoldings } from './grants.service.js';

const aRow = (permission: string | null, more: Partial<GrantRow> = {}) =>
  ({
    userId: 'user',
    permission,
    isBuiltIn: permission === null ? null : false,
    roleId: 'role-1',
    roleName: 'clerk',
    roleHoldsAll: false,
    roleRequiresMfa: false,
    serviceId: 'orders',
    serviceName: 'orders',
    ...more,
  }) as GrantRow;

describe('what a user holds in a service', () => {
  it('what a user holds in a service comes through roles in that service alone', () => {
    const elsewhere = { roleId: 'role-2', serviceId: 'auth', serviceName: 'auth_service' };
    const { permissions, roles } = toHoldings('orders', [
      aRow('orders:read'),
      aRow('role:read', elsewhere),
    ]);
    expect({ permissions, roles }).toEqual({ permissions: ['orders:read'], roles: ['clerk'] });
  });

  it('what a user holds is sorted and has each permission and role once', () => {
    const second = { roleId: 'role-0', roleName: 'packer' };
    const rows = [aRow('orders:write'), aRow('orders:read'), aRow('orders:read', second)];
    expect(toHoldings('orders', rows)).toMatchObject({
      permissions: ['orders:read', 'orders:write'],
      roles: ['packer', 'clerk'],
      roleIds: ['role-0', 'role-1'],
    });
  });

  it('what a user holds includes a role without any permission', () => {
    expect(toHoldings('orders', [aRow(null)])).toMatchObject({
      permissions: [],
      roles: ['clerk'],
    });
  });

  it('what a user holds has the same version in whatever order it was read', () => {
    const rows = [aRow('orders:read'), aRow('orders:write'), aRow(null, { roleId: 'role-9' })];
    const { version } = toHoldings('orders', rows);
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    expect(toHoldings('orders', rows.toReversed()).version).toBe(version);
  });

  it.each([
    ['a permission', [aRow('orders:read'), aRow('orders:write')]],
    ['the name of a role', [aRow('orders:read', { roleName: 'packer' })]],
    ['a role without permissions', [aRow('orders:read'), aRow(null, { roleId: 'role-9' })]],
    ['whether a role requires two factors', [aRow('orders:read', { roleRequiresMfa: true })]],
    ['everything', []],
  ])('what a user holds has another version when %s differs', (_what, rows) => {
    const before = toHoldings('orders', [aRow('orders:read')]).version;
    expect(toHoldings('orders', rows).version).not.toBe(before);
  });

  it('what a user holds only in sessions with two factors stands apart, and joins the rest in such a session', () => {
    const strict = { roleId: 'role-0', roleName: 'cashier', roleRequiresMfa: true };
    const rows = [
      aRow('orders:read'),
      aRow('orders:read', strict),
      aRow('orders:add', strict),
      aRow('orders:refund', strict),
    ];
    const held = toHoldings('orders', rows);
    expect(held).toMatchObject({
      permissions: ['orders:read'],
      roles: ['clerk'],
      aal2Permissions: ['orders:add', 'orders:refund'],
      aal2Roles: ['cashier'],
      roleIds: ['role-1', 'role-0'],
    });
    expect(holdingsAt('aal1', held)).toEqual(held);
    expect(holdingsAt('aal2', held)).toMatchObject({
      permissions: ['orders:add', 'orders:read', 'orders:refund'],
      roles: ['clerk', 'cashier'],
      aal2Permissions: [],
      aal2Roles: [],
      roleIds: ['role-1', 'role-0'],
      version: held.version,
    });
  });
});
