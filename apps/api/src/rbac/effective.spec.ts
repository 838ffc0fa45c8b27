import {
  effectiveIn,
  grantsIn,
  holdsApiPermission,
  isReservedName,
  reachesOneService,
} from './effective.js';
import type { Grant } from './grants.store.js';

const aGrant = (permission: string, more: Partial<Grant> = {}): Grant => ({
  user_id: 'user',
  permission,
  is_built_in: /^(role|token|user|service):/.test(permission),
  role_id: 'role',
  role_name: 'clerk',
  role_holds_all: false,
  service_id: 'orders',
  service_name: 'orders',
  ...more,
});
const throughAuthService = (permission: string, more: Partial<Grant> = {}) =>
  aGrant(permission, { service_id: 'auth', service_name: 'auth_service', ...more });

describe('effective permissions', () => {
  it('of a service are those of roles that are held in it', () => {
    const held = [aGrant('orders:read'), aGrant('stock:read', { service_id: 'stock' })];
    expect(effectiveIn('orders', held)).toEqual(new Set(['orders:read']));
  });

  it('of every service include role:* and token:* that are held through auth_service', () => {
    const held = [throughAuthService('role:read'), throughAuthService('token:write')];
    expect(effectiveIn('orders', held)).toEqual(new Set(['role:read', 'token:write']));
  });

  it('of another service include no other permission that is held through auth_service', () => {
    const held = [throughAuthService('user:read'), throughAuthService('service:write')];
    expect(grantsIn('orders', held)).toEqual([]);
    expect(effectiveIn('auth', held)).toEqual(new Set(['user:read', 'service:write']));
  });

  it('of another service include no permission of auth_service that only looks built-in', () => {
    const held = [throughAuthService('role:read', { is_built_in: false })];
    expect(grantsIn('orders', held)).toEqual([]);
  });

  it('include no built-in permission that is held in a third service', () => {
    expect(grantsIn('orders', [aGrant('role:read', { service_id: 'stock' })])).toEqual([]);
  });

  it('name each permission once, through however many roles it is held', () => {
    const held = [aGrant('orders:read'), aGrant('orders:read', { role_id: 'other' })];
    expect([...effectiveIn('orders', held)]).toEqual(['orders:read']);
    expect(grantsIn('orders', held)).toHaveLength(2);
  });
});

describe('a permission of the API', () => {
  it.each(['user:read', 'role:write'])('is held everywhere through auth_service: %s', (name) => {
    const held = [throughAuthService(name)];
    expect(holdsApiPermission(name, null, held)).toBe(true);
    expect(holdsApiPermission(name, 'orders', held)).toBe(true);
  });

  it('that reaches one service is held in the very service of the role, and in no other', () => {
    const held = [aGrant('role:write')];
    expect(holdsApiPermission('role:write', 'orders', held)).toBe(true);
    expect(holdsApiPermission('role:write', 'stock', held)).toBe(false);
    expect(holdsApiPermission('role:write', null, held)).toBe(false);
  });

  it('that reaches all accounts is not held by a role of one service', () => {
    expect(holdsApiPermission('user:read', 'orders', [aGrant('user:read')])).toBe(false);
  });

  it("is not held by a service's own permission of the same name", () => {
    const held = [aGrant('role:write', { is_built_in: false })];
    expect(holdsApiPermission('role:write', 'orders', held)).toBe(false);
  });
});

describe('names of permissions', () => {
  it.each(['role:read', 'token:anything'])('reach one service: %s', (name) => {
    expect(reachesOneService(name)).toBe(true);
  });

  it.each(['user:read', 'roles:read', 'x role:read'])('do not reach one service: %s', (name) => {
    expect(reachesOneService(name)).toBe(false);
  });

  it.each(['role:read', 'Role:Read', 'TOKEN:x', 'role :read'])('are reserved: %s', (name) => {
    expect(isReservedName(name)).toBe(true);
  });

  it.each(['roles:read', 'orders:role:read', 'user:delete'])('are not reserved: %s', (name) => {
    expect(isReservedName(name)).toBe(false);
  });
});
