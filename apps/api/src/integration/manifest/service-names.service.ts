import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { DeclaredScopes } from '#api/app-tokens';
import { ManifestStore } from './manifest.store.js';

/** The names that a service's code may use, each list in order. */
export interface KnownNames {
  readonly permissions: string[];
  readonly roles: string[];
  /** Those that its manifest has named. */
  readonly scopes: string[];
}

/** What a service has by now, by its manifest or by an administrator. */
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
