import {
  assertMayActOn,
  assertMayGrant,
  assertMayTake,
  mayGrantAnything,
} from './assert-may-grant.js';
import type { Grant } from './assignments.store.js';

const ORDERS = { id: 'orders', name: 'orders' };
const AUTH = { id: 'auth', name: 'auth_service' };

const aGrant = (permission: string, service = ORDERS, more: Partial<Grant> = {}): Grant => ({
  userId: 'user',
  permission,
  isBuiltIn: /^(role|token|user|service):/.test(permission),
  roleId: 'role',
  roleName: 'clerk',
  roleHoldsAll: false,
  roleRequiresMfa: false,
  serviceId: service.id,
  serviceName: service.name,
  ...more,
});

describe('granting permissions', () => {
  it('granting is refused for a permission that the actor does not hold, and the refusal names it', () => {
    const held = [aGrant('role:write'), aGrant('orders:read')];
    expect(() => assertMayGrant(held, ORDERS, ['orders:read', 'orders:ship'])).toThrow(
      expect.objectContaining({
        code: 'GRANT_DENIED',
        params: { missing_permissions: ['orders:ship'] },
      }),
    );
  });

  it('granting is allowed for what the actor holds in the service', () => {
    expect(() => assertMayGrant([aGrant('orders:read')], ORDERS, ['orders:read'])).not.toThrow();
  });

  it('a permission of another service may be granted through role:write of auth_service, held or not', () => {
    const held = [aGrant('role:write', AUTH)];
    expect(() => assertMayGrant(held, ORDERS, ['orders:ship'])).not.toThrow();
  });

  it('a permission of auth_service may not be granted beyond what the actor holds, even with role:write there', () => {
    const held = [aGrant('role:write', AUTH)];
    expect(() => assertMayGrant(held, AUTH, ['role:write'])).not.toThrow();
    expect(() => assertMayGrant(held, AUTH, ['user:delete'])).toThrow(
      expect.objectContaining({ code: 'GRANT_DENIED' }),
    );
  });

  it('granting no permission at all is allowed', () => {
    expect(() => assertMayGrant([], AUTH, [])).not.toThrow();
  });
});

describe('taking permissions away', () => {
  it('taking permissions away asks for as much as granting, and the refusal says that it is about taking', () => {
    expect(() => assertMayTake([aGrant('orders:read')], ORDERS, ['orders:read'])).not.toThrow();
    expect(() => assertMayTake([], ORDERS, ['orders:read'])).toThrow(/cannot take away/);
  });
});

describe('granting what does not exist yet', () => {
  it('a new permission of another service may be granted through role:write of auth_service', () => {
    expect(mayGrantAnything([aGrant('role:write', AUTH)], ORDERS)).toBe(true);
  });

  it('a new permission of a service may be granted by a role that holds everything there', () => {
    const held = [aGrant('role:write', ORDERS, { roleHoldsAll: true })];
    expect(mayGrantAnything(held, ORDERS)).toBe(true);
  });

  it('a new permission of a service may not be granted by a role with a chosen set, even with role:write', () => {
    expect(mayGrantAnything([aGrant('role:write')], ORDERS)).toBe(false);
  });

  it('a new permission of a service may not be granted by a role that holds everything but may not write roles', () => {
    const held = [aGrant('orders:read', ORDERS, { roleHoldsAll: true })];
    expect(mayGrantAnything(held, ORDERS)).toBe(false);
  });

  it('a new permission of auth_service may not be granted with role:write there alone, without a role that holds everything', () => {
    expect(mayGrantAnything([aGrant('role:write', AUTH)], AUTH)).toBe(false);
    const whole = [aGrant('role:write', AUTH, { roleHoldsAll: true })];
    expect(mayGrantAnything(whole, AUTH)).toBe(true);
  });
});

const inAuth = (permission: string): Grant => aGrant(permission, AUTH);

/** The permissions that a refusal names; `null` when the act is allowed. */
function named(held: readonly string[], actor: readonly Grant[]): unknown {
  try {
    assertMayActOn(actor, held);
    return null;
  } catch (error) {
    expect(error).toMatchObject({ code: 'ACCOUNT_HOLDS_MORE' });
    return (error as { params: { missing_permissions: unknown } }).params.missing_permissions;
  }
}

describe('acting on another account', () => {
  it('acting on an account is allowed when the actor holds in auth_service all that the account holds there', () => {
    expect(named(['user:write'], [inAuth('user:write'), inAuth('user:read')])).toBeNull();
    expect(named([], [])).toBeNull();
  });

  it('acting on an account is refused when it holds more, whatever the actor holds in other services', () => {
    const actor = [inAuth('user:write'), aGrant('role:write', ORDERS)];
    expect(named(['user:write', 'role:write'], actor)).not.toBeNull();
  });

  it('the refusal names all missing permissions to an actor who may read all roles', () => {
    expect(named(['user:write', 'user:delete'], [inAuth('role:read')])).toEqual([
      'user:write',
      'user:delete',
    ]);
  });

  it('the refusal names the first missing permission to an actor who administers accounts', () => {
    expect(named(['service:write', 'user:delete'], [inAuth('user:write')])).toEqual([
      'service:write',
    ]);
  });

  it('the refusal names no permission to an actor who administers one service', () => {
    expect(named(['user:write'], [aGrant('role:read', ORDERS)])).toEqual([]);
  });
});
