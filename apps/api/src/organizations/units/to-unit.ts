import type { OrganizationOfUser, UnitBelow, UnitRow } from '#api/units';
import type { OwnOrganizationDto, UnitBelowDto, UnitDto } from './units.dto.js';

export function toUnit(unit: UnitRow): UnitDto {
  return {
    id: unit.id,
    organization_id: unit.rootId,
    parent_id: unit.parentId,
    name: unit.name,
    slug: unit.slug,
    created_at: unit.createdAt.toISOString(),
    updated_at: unit.updatedAt.toISOString(),
  };
}

export function toUnitBelow(unit: UnitBelow): UnitBelowDto {
  return { ...toUnit(unit), distance: unit.distance };
}

export function toOwnOrganization(organization: OrganizationOfUser): OwnOrganizationDto {
  return {
    ...toUnit(organization),
    is_owner: organization.isOwner,
    unit_ids: [...organization.unitIds],
  };
}
