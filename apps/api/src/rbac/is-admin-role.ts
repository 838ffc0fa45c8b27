import type { RoleRow } from './roles.store.js';

/** The role of `auth_service` whose last holder must stay. */
export const ADMIN_ROLE = 'admin';

export function isAdminRole(
  role: Pick<RoleRow, 'service_id' | 'name'>,
  authServiceId: string,
): boolean {
  return role.service_id === authServiceId && role.name === ADMIN_ROLE;
}
