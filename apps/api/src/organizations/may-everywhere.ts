import type { PermissionRule, Principal } from '#libs/access';
import { isAppError } from '#libs/kernel';
import type { PermissionCheck } from '#api/rbac';

/** What a change of a unit asks for at the unit. */
export const WRITES_AT_UNIT: PermissionRule = {
  kind: 'permission',
  permission: 'organization:write',
  unit: 'path:organization_id',
};

/**
 * Whether the user holds `organization:write` without a unit. Not within a transaction: it takes a connection of its own.
 * @throws AppError `INSUFFICIENT_AUTHENTICATION` when the user holds it only in sessions with two factors
 */
export async function mayWriteEverywhere(
  permissions: PermissionCheck,
  principal: Principal,
): Promise<boolean> {
  try {
    await permissions.assertHolds(principal, WRITES_AT_UNIT, null);
    return true;
  } catch (error) {
    if (isAppError(error) && error.code === 'PERMISSION_DENIED') return false;
    throw error;
  }
}
