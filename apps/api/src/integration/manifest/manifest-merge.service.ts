import { Injectable } from '@nestjs/common';
import { canonicalName } from '#libs/kernel';
import type { Tx } from '#libs/database';
import { DeclaredScopes } from '#api/app-tokens';
import { Permissions, Roles } from '#api/rbac';
import { Services } from '#api/services';
import { assertCoherent } from './assert-coherent.js';
import type { Manifest, ManifestOutcome, ManifestRole } from './manifest.js';
import { ManifestStore, type KnownPermission } from './manifest.store.js';

/**
 * Merges a manifest into what a service has. The service's row is held, so that two versions of a service
 * that declare at once do so one after the other.
 */
@Injectable()
export class ManifestMerge {
  constructor(
    private readonly services: Services,
    private readonly store: ManifestStore,
    private readonly permissions: Permissions,
    private readonly roles: Roles,
    private readonly scopes: DeclaredScopes,
  ) {}

  /** @throws AppError `SERVICE_NOT_FOUND` or `VALIDATION_FAILED` */
  async apply(tx: Tx, serviceId: string, manifest: Manifest): Promise<ManifestOutcome> {
    await this.services.getLocked(tx, serviceId);
    const known = await this.store.listPermissions(tx, serviceId);
    assertCoherent(
      manifest,
      known.map(({ name }) => name),
    );
    const permissions = await this.mergePermissions(tx, serviceId, known, manifest);
    const roles = await this.mergeRoles(tx, serviceId, manifest.roles, permissions.created);
    const scopes = await this.scopes.declare(tx, serviceId, manifest.scopes);
    return { permissions, roles, scopes };
  }

  private async mergePermissions(
    tx: Tx,
    serviceId: string,
    known: readonly KnownPermission[],
    manifest: Manifest,
  ): Promise<ManifestOutcome['permissions']> {
    const byName = new Map(known.map((permission) => [permission.name, permission]));
    const outcome = { created: [] as string[], updated: [] as string[], unchanged: [] as string[] };
    for (const { name, description } of manifest.permissions) {
      const existing = byName.get(name);
      if (!existing) {
        await this.permissions.declare(tx, serviceId, { name, description });
        outcome.created.push(name);
      } else if (description !== null && description !== existing.description) {
        await this.permissions.describe(tx, { serviceId, id: existing.id }, description);
        outcome.updated.push(name);
      } else {
        outcome.unchanged.push(name);
      }
    }
    const declared = new Set(manifest.permissions.map(({ name }) => name));
    const orphaned = known
      .filter(({ name }) => !declared.has(name))
      .map(({ name, held_by }) => ({ name, held_by: [...held_by] }));
    return { ...outcome, orphaned };
  }

  private async mergeRoles(
    tx: Tx,
    serviceId: string,
    declared: readonly ManifestRole[],
    created: readonly string[],
  ): Promise<ManifestOutcome['roles']> {
    const known = await this.store.listRoles(tx, serviceId);
    const byName = new Map(known.map((role) => [role.name_canonical, role]));
    const outcome = {
      created: [] as string[],
      extended: [] as string[],
      unchanged: [] as string[],
    };
    for (const role of declared) {
      const existing = byName.get(canonicalName(role.name));
      const fresh = role.permissions.filter((name) => created.includes(name));
      if (!existing) {
        await this.roles.declare(tx, serviceId, role);
        outcome.created.push(role.name);
      } else if (fresh.length > 0) {
        await this.roles.extend(tx, serviceId, existing.id, fresh);
        outcome.extended.push(existing.name);
      } else {
        outcome.unchanged.push(existing.name);
      }
    }
    return outcome;
  }
}
