import type { OrganizationOfUser, UnitBelow, UnitRow } from '#api/units';
import type { MoveEffects } from './move-preview.port.js';
import type { OwnOrganizationDto, UnitBelowDto, UnitDto, UnitMovePreviewDto } from './units.dto.js';

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

export function toMovePreview(
  unitId: string,
  { effects, isTruncated }: MoveEffects,
): UnitMovePreviewDto {
  return {
    success: true,
    message: 'Nothing was changed',
    dry_run: true,
    organization_id: unitId,
    truncated: isTruncated,
    effects: effects.map((effect) => ({
      user_id: effect.userId,
      service_id: effect.serviceId,
      unit_id: effect.unitId,
      gains: [...effect.gains],
      loses: [...effect.loses],
      aal2_gains: [...effect.aal2Gains],
      aal2_loses: [...effect.aal2Loses],
    })),
  };
}
