import { toService } from '#api/services';
import type { ExplainedGrant } from './at-units/unit-explanations.service.js';
import type { AssignmentRow, ServiceOfUserRow } from './assignments.store.js';
import type { PathDto, PermissionDto } from './permissions.dto.js';
import type { PermissionRow } from './permissions.store.js';
import type { AssignmentDto, RoleDto, ServiceOfUserDto } from './roles.dto.js';
import type { RoleRow } from './roles.store.js';

export function toRole(role: RoleRow): RoleDto {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    service_id: role.serviceId,
    is_default: role.isDefault,
    requires_mfa: role.requiresMfa,
    permissions: [...role.permissions],
  };
}

export function toPermission({ id, name, description, serviceId }: PermissionRow): PermissionDto {
  return { id, name, description, service_id: serviceId };
}

export function toAssignment(assignment: AssignmentRow): AssignmentDto {
  return {
    id: assignment.id,
    user_id: assignment.userId,
    service_id: assignment.serviceId,
    role_id: assignment.roleId,
    role_name: assignment.roleName,
    created_at: assignment.createdAt.toISOString(),
  };
}

export function toServiceOfUser(service: ServiceOfUserRow): ServiceOfUserDto {
  return { ...toService(service), roles: [...service.roles] };
}

export function toPath(grant: ExplainedGrant): PathDto {
  return {
    role_id: grant.roleId,
    role_name: grant.roleName,
    service_id: grant.serviceId,
    service_name: grant.serviceName,
    requires_mfa: grant.roleRequiresMfa,
    ...(grant.unitId !== undefined && {
      unit_id: grant.unitId,
      unit_name: grant.unitName ?? grant.unitId,
    }),
    ...(grant.memberOf && {
      member_of: { unit_id: grant.memberOf.id, unit_name: grant.memberOf.name },
    }),
  };
}
