import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { DeclaredScopes } from '#api/app-tokens';
import { Permissions, Roles } from '#api/rbac';
import { Services } from '#api/services';
import {
  assertCoherent,
  type Manifest,
  type ManifestOutcome,
  type ManifestRole,
} from './manifest.js';
import { orphansOf, planPermissions, planRoles } from './manifest-plan.js';
import { ManifestStore, type KnownPermission } from './manifest.store.js';

/**
 * Merges a manifest into the permissions, roles and scopes of a service. It locks the row of the service, so that
 * concurrent declarations are merged one after the other.
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
    const outcome = { created: [] as string[], updated: [] as string[], unchanged: [] as string[] };
    for (const step of planPermissions(known, manifest.permissions)) {
      const { name, description } = step.declared;
      if (step.kind === 'created') {
        await this.permissions.declare(tx, serviceId, { name, description });
      } else if (step.kind === 'updated') {
        await this.permissions.describe(tx, { serviceId, id: step.id }, step.description);
      }
      outcome[step.kind].push(name);
    }
    return { ...outcome, orphaned: orphansOf(known, manifest.permissions) };
  }

  private async mergeRoles(
    tx: Tx,
    serviceId: string,
    declared: readonly ManifestRole[],
    created: readonly string[],
  ): Promise<ManifestOutcome['roles']> {
    const known = await this.store.listRoles(tx, serviceId);
    const outcome = {
      created: [] as string[],
      extended: [] as string[],
      unchanged: [] as string[],
      withoutMfa: [] as string[],
    };
    for (const step of planRoles(known, declared, created)) {
      if (step.kind === 'created') await this.roles.declare(tx, serviceId, step.role);
      if (step.kind === 'extended') {
        await this.roles.extend(tx, serviceId, step.known.id, step.permissions);
      }
      outcome[step.kind].push(step.kind === 'created' ? step.role.name : step.known.name);
    }
    return outcome;
  }
}
