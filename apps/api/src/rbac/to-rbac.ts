import { toService } from '#api/services';
import type { AssignmentRow, ServiceOfUserRow } from './assignments.store.js';
import type { PathDto } from './explanation.dto.js';
import type { Grant } from './grants.store.js';
import type { PermissionDto } from './permissions.dto.js';
import type { PermissionRow } from './permissions.store.js';
import type { AssignmentDto, RoleDto, ServiceOfUserDto } from './roles.dto.js';
import type { RoleRow } from './roles.store.js';

export function toRole(role: RoleRow): RoleDto {
  const { id, name, description, service_id, is_default, permissions } = role;
  return { id, name, description, service_id, is_default, permissions: [...permissions] };
}

export function toPermission({ id, name, description, service_id }: PermissionRow): PermissionDto {
  return { id, name, description, service_id };
}

export function toAssignment(assignment: AssignmentRow): AssignmentDto {
  return { ...assignment, created_at: assignment.created_at.toISOString() };
}

export function toServiceOfUser(service: ServiceOfUserRow): ServiceOfUserDto {
  return { ...toService(service), roles: [...service.roles] };
}

export function toPath({ role_id, role_name, service_id, service_name }: Grant): PathDto {
  return { role_id, role_name, service_id, service_name };
}
