import type { UnitAssignmentRow } from './unit-assignments.store.js';
import type { UnitRoleDto } from './unit-roles.dto.js';

export function toUnitRole(row: UnitAssignmentRow): UnitRoleDto {
  return {
    id: row.id,
    unit_id: row.unitId,
    unit_name: row.unitName,
    user_id: row.userId,
    service_id: row.serviceId,
    service_name: row.serviceName,
    role_id: row.roleId,
    role_name: row.roleName,
    created_at: row.createdAt.toISOString(),
  };
}
