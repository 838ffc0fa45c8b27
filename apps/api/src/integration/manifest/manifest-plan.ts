import { canonicalName } from '#libs/kernel';
import type { Manifest, ManifestOutcome, ManifestRole } from './manifest.js';
import type { KnownPermission, KnownRole } from './manifest.store.js';

type DeclaredPermission = Manifest['permissions'][number];

/** The change for one declared permission. */
export type PermissionStep =
  | { readonly kind: 'created' | 'unchanged'; readonly declared: DeclaredPermission }
  | {
      readonly kind: 'updated';
      readonly id: string;
      readonly description: string;
      readonly declared: DeclaredPermission;
    };

/** The change for one declared role. */
export type RoleStep =
  | { readonly kind: 'created'; readonly role: ManifestRole }
  | { readonly kind: 'extended'; readonly known: KnownRole; readonly permissions: string[] }
  | { readonly kind: 'unchanged' | 'withoutMfa'; readonly known: KnownRole };

/** A permission that the service does not have is created; a given description replaces another; nothing is removed. */
export function planPermissions(
  known: readonly KnownPermission[],
  declared: readonly DeclaredPermission[],
): PermissionStep[] {
  const byName = new Map(known.map((permission) => [permission.name, permission]));
  return declared.map((permission) => {
    const existing = byName.get(permission.name);
    if (!existing) return { kind: 'created', declared: permission };
    const { description } = permission;
    return description !== null && description !== existing.description
      ? { kind: 'updated', id: existing.id, description, declared: permission }
      : { kind: 'unchanged', declared: permission };
  });
}

/** The permissions of the service that its manifest does not name, with the roles that hold them. They are kept. */
export function orphansOf(
  known: readonly KnownPermission[],
  declared: readonly DeclaredPermission[],
): ManifestOutcome['permissions']['orphaned'] {
  const names = new Set(declared.map(({ name }) => name));
  return known.filter(({ name }) => !names.has(name)).map(({ name, heldBy }) => ({ name, heldBy }));
}

/**
 * A role that the service does not have is created as declared. An existing role may have been changed by an
 * administrator: it gets only those of its declared permissions that this manifest has created, and keeps whether it
 * requires two factors. One that does not although it is declared so gets nothing: its new permissions would count in every
 * session.
 * @param created names of the permissions that this manifest has created
 */
export function planRoles(
  known: readonly KnownRole[],
  declared: readonly ManifestRole[],
  created: readonly string[],
): RoleStep[] {
  const byName = new Map(known.map((role) => [role.nameCanonical, role]));
  return declared.map((role) => {
    const existing = byName.get(canonicalName(role.name));
    if (!existing) return { kind: 'created', role };
    if (role.requiresMfa && !existing.requiresMfa) return { kind: 'withoutMfa', known: existing };
    const permissions = role.permissions.filter((name) => created.includes(name));
    return permissions.length > 0
      ? { kind: 'extended', known: existing, permissions }
      : { kind: 'unchanged', known: existing };
  });
}
