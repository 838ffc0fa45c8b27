import { assertMayGrant, assertMayTake, mayGrantAnything } from './assert-may-grant.js';
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
