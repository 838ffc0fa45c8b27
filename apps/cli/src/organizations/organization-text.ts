import type { OrganizationOutline, OutlinedUnit } from '#api/units';

const some = (count: number, one: string, many: string) =>
  count === 1 ? `1 ${one}` : `${count} ${many}`;

/** One organization a line. */
export const toLine = (outline: OrganizationOutline): string =>
  [
    outline.id,
    outline.slug,
    some(outline.unitCount, 'unit', 'units'),
    some(outline.memberCount, 'member', 'members'),
    some(outline.ownerCount, 'owner', 'owners'),
    outline.name,
  ].join('  ');

/** One unit a line, two spaces further right than the unit above it. */
export const toTreeLine = ({ id, name, depth, memberCount, roleCount }: OutlinedUnit): string =>
  `${'  '.repeat(depth)}${name}  ${id}  ${some(memberCount, 'member', 'members')}, ${some(roleCount, 'role', 'roles')}`;

export const toOrganizationJson = (outline: OrganizationOutline) => ({
  id: outline.id,
  name: outline.name,
  slug: outline.slug,
  units: outline.unitCount,
  members: outline.memberCount,
  owners: outline.ownerCount,
});

export const toUnitJson = (unit: OutlinedUnit) => ({
  id: unit.id,
  parent_id: unit.parentId,
  name: unit.name,
  slug: unit.slug,
  depth: unit.depth,
  members: unit.memberCount,
  roles: unit.roleCount,
});
