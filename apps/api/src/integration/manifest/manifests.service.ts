import { Injectable } from '@nestjs/common';
import type { AppPrincipal, ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { Audit, type AuditEvent } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { DeclaredScopes } from '#api/app-tokens';
import type { Manifest, ManifestOutcome } from './manifest.js';
import { ManifestMerge } from './manifest-merge.service.js';
import { ManifestStore } from './manifest.store.js';

/** The names that the code of a service may use, each list sorted. */
interface KnownNames {
  readonly permissions: string[];
  readonly roles: string[];
  /** The scopes that its manifest declares. */
  readonly scopes: string[];
}

/** Reads the permissions, roles and scopes of a service, from its manifest or made by an administrator. */
@Injectable()
export class ServiceNames {
  constructor(
    private readonly database: Database,
    private readonly store: ManifestStore,
    private readonly scopes: DeclaredScopes,
  ) {}

  async find(serviceId: string): Promise<KnownNames> {
    const { pool } = this.database;
    const permissions = await this.store.listPermissions(pool, serviceId);
    const roles = await this.store.listRoles(pool, serviceId);
    return {
      permissions: permissions.map(({ name }) => name),
      roles: roles.map(({ name }) => name),
      scopes: [...((await this.scopes.find(serviceId)) ?? [])],
    };
  }
}

/** Applies the manifests that services declare. */
@Injectable()
export class Manifests {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly merge: ManifestMerge,
    private readonly audit: Audit,
  ) {}

  /** Creates what is missing and removes nothing. @throws AppError `VALIDATION_FAILED` */
  declare(app: AppPrincipal, client: ClientInfo, manifest: Manifest): Promise<ManifestOutcome> {
    return this.work.run(async (unit) => {
      const outcome = await this.merge.apply(unit.tx, app.serviceId, manifest);
      if (!hasChanges(outcome)) return outcome;
      await this.audit.record(unit.tx, declared(app, client, outcome));
      unit.changed({
        kind: 'service_changed',
        serviceId: app.serviceId,
        data: { permissions: true },
      });
      return outcome;
    });
  }

  /** Answers the same as `declare`, and changes nothing. */
  preview(app: AppPrincipal, manifest: Manifest): Promise<ManifestOutcome> {
    return this.database.preview((tx) => this.merge.apply(tx, app.serviceId, manifest));
  }
}

function hasChanges({ permissions, roles, scopes }: ManifestOutcome): boolean {
  return [
    permissions.created,
    permissions.updated,
    roles.created,
    roles.extended,
    scopes.created,
    scopes.removed,
  ].some((names) => names.length > 0);
}

function declared(app: AppPrincipal, client: ClientInfo, outcome: ManifestOutcome): AuditEvent {
  const { permissions, roles, scopes } = outcome;
  return {
    type: 'manifest.declared',
    outcome: 'success',
    actor: { kind: 'service', id: app.serviceId, tokenId: app.tokenId },
    target: { kind: 'service', id: app.serviceId },
    client,
    details: {
      permissions: { created: permissions.created, updated: permissions.updated },
      roles: { created: roles.created, extended: roles.extended },
      scopes: { created: scopes.created, removed: scopes.removed },
    },
  };
}
