import { assertMayGrant, assertMayTake, mayGrantAnything } from './assert-may-grant.js';
import type { Grant } from './grants.store.js';

const ORDERS = { id: 'orders', name: 'orders' };
const AUTH = { id: 'auth', name: 'auth_service' };

const aGrant = (permission: string, service = ORDERS, more: Partial<Grant> = {}): Grant => ({
  user_id: 'user',
  permission,
  is_built_in: /^(role|token|user|service):/.test(permission),
  role_id: 'role',
  role_name: 'clerk',
  role_holds_all: false,
  service_id: service.id,
  service_name: service.name,
  ...more,
});

describe('granting permissions', () => {
  it('is refused for a permission that the actor does not hold, and names it', () => {
    const held = [aGrant('role:write'), aGrant('orders:read')];
    expect(() => assertMayGrant(held, ORDERS, ['orders:read', 'orders:ship'])).toThrow(
      expect.objectContaining({
        code: 'GRANT_DENIED',
        params: { missing_permissions: ['orders:ship'] },
      }),
    );
  });

  it('is allowed for what the actor holds in the service', () => {
    expect(() => assertMayGrant([aGrant('orders:read')], ORDERS, ['orders:read'])).not.toThrow();
  });

  it('of another service is allowed through role:write of auth_service, held or not', () => {
    const held = [aGrant('role:write', AUTH)];
    expect(() => assertMayGrant(held, ORDERS, ['orders:ship'])).not.toThrow();
  });

  it('of auth_service is refused beyond what the actor holds, even with role:write there', () => {
    const held = [aGrant('role:write', AUTH)];
    expect(() => assertMayGrant(held, AUTH, ['role:write'])).not.toThrow();
    expect(() => assertMayGrant(held, AUTH, ['user:delete'])).toThrow(
      expect.objectContaining({ code: 'GRANT_DENIED' }),
    );
  });

  it('of nothing is allowed', () => {
    expect(() => assertMayGrant([], AUTH, [])).not.toThrow();
  });
});

describe('taking permissions away', () => {
  it('asks for as much as granting, and says that it is about taking', () => {
    expect(() => assertMayTake([aGrant('orders:read')], ORDERS, ['orders:read'])).not.toThrow();
    expect(() => assertMayTake([], ORDERS, ['orders:read'])).toThrow(/cannot take away/);
  });
});

describe('granting what does not exist yet', () => {
  it('of another service is allowed through role:write of auth_service', () => {
    expect(mayGrantAnything([aGrant('role:write', AUTH)], ORDERS)).toBe(true);
  });

  it('of a service is allowed to a role that holds everything there', () => {
    const held = [aGrant('role:write', ORDERS, { role_holds_all: true })];
    expect(mayGrantAnything(held, ORDERS)).toBe(true);
  });

  it('of a service is refused to a role with a chosen set, even with role:write', () => {
    expect(mayGrantAnything([aGrant('role:write')], ORDERS)).toBe(false);
  });

  it('of a service is refused to a role that holds everything but may not write roles', () => {
    const held = [aGrant('orders:read', ORDERS, { role_holds_all: true })];
    expect(mayGrantAnything(held, ORDERS)).toBe(false);
  });

  it('of auth_service is refused to role:write there without a role that holds everything', () => {
    expect(mayGrantAnything([aGrant('role:write', AUTH)], AUTH)).toBe(false);
    const whole = [aGrant('role:write', AUTH, { role_holds_all: true })];
    expect(mayGrantAnything(whole, AUTH)).toBe(true);
  });
});
