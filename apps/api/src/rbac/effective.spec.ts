import fc from 'fast-check';
import {
  countingAt,
  effectiveIn,
  grantsIn,
  holdsApiPermission,
  isReservedName,
  reachesOneService,
} from './effective.js';
import type { Grant } from './assignments.store.js';

const aGrant = (permission: string, more: Partial<Grant> = {}): Grant => ({
  userId: 'user',
  permission,
  isBuiltIn: /^(role|token|user|service):/.test(permission),
  roleId: 'role',
  roleName: 'clerk',
  roleHoldsAll: false,
  roleRequiresMfa: false,
  serviceId: 'orders',
  serviceName: 'orders',
  ...more,
});
const throughAuthService = (permission: string, more: Partial<Grant> = {}) =>
  aGrant(permission, { serviceId: 'auth', serviceName: 'auth_service', ...more });

describe('effective permissions', () => {
  it('the effective permissions in a service come from the roles that are held in it', () => {
    const held = [aGrant('orders:read'), aGrant('stock:read', { serviceId: 'stock' })];
    expect(effectiveIn('orders', held)).toEqual(new Set(['orders:read']));
  });

  it('role:* and token:* that are held through auth_service are effective in every service', () => {
    const held = [throughAuthService('role:read'), throughAuthService('token:write')];
    expect(effectiveIn('orders', held)).toEqual(new Set(['role:read', 'token:write']));
  });

  it('no other permission that is held through auth_service is effective in another service', () => {
    const held = [throughAuthService('user:read'), throughAuthService('service:write')];
    expect(grantsIn('orders', held)).toEqual([]);
    expect(effectiveIn('auth', held)).toEqual(new Set(['user:read', 'service:write']));
  });

  it('a permission of auth_service that only looks built-in is not effective in another service', () => {
    const held = [throughAuthService('role:read', { isBuiltIn: false })];
    expect(grantsIn('orders', held)).toEqual([]);
  });

  it('a built-in permission that is held in one service is not effective in another', () => {
    expect(grantsIn('orders', [aGrant('role:read', { serviceId: 'stock' })])).toEqual([]);
  });

  it('an effective permission is named once, through however many roles it is held', () => {
    const held = [aGrant('orders:read'), aGrant('orders:read', { roleId: 'other' })];
    expect([...effectiveIn('orders', held)]).toEqual(['orders:read']);
    expect(grantsIn('orders', held)).toHaveLength(2);
  });
});

describe('a permission of the API', () => {
  it.each(['user:read', 'role:write'])(
    'a permission of the API that is held through auth_service is held everywhere: %s',
    (name) => {
      const held = [throughAuthService(name)];
      expect(holdsApiPermission(name, null, held)).toBe(true);
      expect(holdsApiPermission(name, 'orders', held)).toBe(true);
    },
  );

  it('role:* that is held in one service is a permission of the API in that service, and in no other', () => {
    const held = [aGrant('role:write')];
    expect(holdsApiPermission('role:write', 'orders', held)).toBe(true);
    expect(holdsApiPermission('role:write', 'stock', held)).toBe(false);
    expect(holdsApiPermission('role:write', null, held)).toBe(false);
  });

  it('a permission of the API on all accounts is not held by a role of one service', () => {
    expect(holdsApiPermission('user:read', 'orders', [aGrant('user:read')])).toBe(false);
  });

  it("a permission of the API is not held by a service's own permission of the same name", () => {
    const held = [aGrant('role:write', { isBuiltIn: false })];
    expect(holdsApiPermission('role:write', 'orders', held)).toBe(false);
  });
});

describe('names of permissions', () => {
  it.each(['role:read', 'token:anything'])(
    'permissions of these names reach one service: %s',
    (name) => {
      expect(reachesOneService(name)).toBe(true);
    },
  );

  it.each(['user:read', 'roles:read', 'x role:read'])(
    'permissions of these names do not reach one service: %s',
    (name) => {
      expect(reachesOneService(name)).toBe(false);
    },
  );

  it.each(['role:read', 'Role:Read', 'TOKEN:x', 'role :read'])(
    'no service may make a permission of this name: %s',
    (name) => {
      expect(isReservedName(name)).toBe(true);
    },
  );

  it.each(['roles:read', 'orders:role:read', 'user:delete'])(
    'a service may make a permission of this name: %s',
    (name) => {
      expect(isReservedName(name)).toBe(false);
    },
  );
});

describe('grants by the level of a session', () => {
  const grants = fc.array(
    fc
      .record({
        permission: fc.constantFrom('orders:read', 'orders:write', 'role:write'),
        roleRequiresMfa: fc.boolean(),
        serviceId: fc.constantFrom('orders', 'auth'),
      })
      .map(({ permission, ...more }) =>
        more.serviceId === 'auth' ? throughAuthService(permission, more) : aGrant(permission, more),
      ),
    { maxLength: 8 },
  );

  it('what is effective with one factor is effective with two, and what is effective with two is all that is held', () => {
    fc.assert(
      fc.property(grants, (held) => {
        const [one, two] = [countingAt('aal1', held), countingAt('aal2', held)];
        const effective = effectiveIn('orders', two);
        for (const name of effectiveIn('orders', one)) expect(effective).toContain(name);
        expect(two).toEqual(held);
      }),
    );
  });

  it('a permission that is held through a role that requires two factors counts with one factor when another role gives it', () => {
    const strict = aGrant('orders:write', { roleRequiresMfa: true });
    expect([...effectiveIn('orders', countingAt('aal1', [strict]))]).toEqual([]);
    const both = [strict, aGrant('orders:write', { roleId: 'other' })];
    expect([...effectiveIn('orders', countingAt('aal1', both))]).toEqual(['orders:write']);
  });
});
