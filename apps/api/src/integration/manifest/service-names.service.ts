import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { DeclaredScopes } from '#api/app-tokens';
import { ManifestStore } from './manifest.store.js';

/** The names that the code of a service may use, each list sorted. */
export interface KnownNames {
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
