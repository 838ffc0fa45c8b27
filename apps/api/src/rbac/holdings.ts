import { createHash } from 'node:crypto';
import type { GrantRow } from './assignments.store.js';

/** What a user holds in one service; `version` changes with any of it. */
export interface Holdings {
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  /** In the order of `roles`. */
  readonly roleIds: readonly string[];
  readonly version: string;
}

const VERSION_LENGTH = 16;

/** Through roles in the service alone, sorted, without doubles. */
export function toHoldings(serviceId: string, grants: readonly GrantRow[]): Holdings {
  const own = grants.filter((grant) => grant.serviceId === serviceId);
  const names = own.flatMap(({ permission }) => (permission === null ? [] : [permission]));
  const permissions = [...new Set(names)].sort();
  const byId = new Map(own.map((grant) => [grant.roleId, grant.roleName]));
  const roleIds = [...byId.keys()].sort();
  const roles = roleIds.map((id) => byId.get(id) ?? '');
  const whole = JSON.stringify([permissions, roleIds, roles]);
  const version = createHash('sha256').update(whole).digest('hex').slice(0, VERSION_LENGTH);
  return { permissions, roles, roleIds, version };
}
