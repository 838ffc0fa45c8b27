import { assertMayActOn } from './assert-may-act-on.js';
import type { Grant } from './assignments.store.js';

const aGrant = (permission: string, service = 'auth_service'): Grant => ({
  userId: 'user',
  permission,
  isBuiltIn: true,
  roleId: 'role',
  roleName: 'helpdesk',
  roleHoldsAll: false,
  serviceId: service,
  serviceName: service,
});

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
    expect(named(['user:write'], [aGrant('user:write'), aGrant('user:read')])).toBeNull();
    expect(named([], [])).toBeNull();
  });

  it('acting on an account is refused when it holds more, whatever the actor holds in other services', () => {
    const actor = [aGrant('user:write'), aGrant('role:write', 'orders')];
    expect(named(['user:write', 'role:write'], actor)).not.toBeNull();
  });

  it('the refusal names all missing permissions to an actor who may read all roles', () => {
    expect(named(['user:write', 'user:delete'], [aGrant('role:read')])).toEqual([
      'user:write',
      'user:delete',
    ]);
  });

  it('the refusal names the first missing permission to an actor who administers accounts', () => {
    expect(named(['service:write', 'user:delete'], [aGrant('user:write')])).toEqual([
      'service:write',
    ]);
  });

  it('the refusal names no permission to an actor who administers one service', () => {
    expect(named(['user:write'], [aGrant('role:read', 'orders')])).toEqual([]);
  });
});
