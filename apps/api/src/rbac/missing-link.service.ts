import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import type { ServiceRow } from '#api/services';
import { PermissionsStore } from './permissions.store.js';
import { RolesStore } from './roles.store.js';

const MAX_ROLES = 10_000;

/** Names the first link that is missing between a user and a permission. */
@Injectable()
export class MissingLink {
  constructor(
    private readonly database: Database,
    private readonly permissions: PermissionsStore,
    private readonly roles: RolesStore,
  ) {}

  async find(asked: {
    isActive: boolean;
    service: ServiceRow;
    permission: string;
  }): Promise<string> {
    const { service, permission } = asked;
    if (!asked.isActive) return 'The account is deactivated, so none of its roles counts.';
    const tx = this.database.pool;
    const [known] = await this.permissions.listGrantable(tx, service.id, [permission]);
    if (!known) return `${service.name} has no permission named ${permission}.`;
    const roles = await this.roles.list(tx, service.id, { after: null, limit: MAX_ROLES });
    const holding = roles.filter((role) => role.permissions.some(({ id }) => id === known.id));
    if (holding.length === 0) return `No role of ${service.name} holds ${permission}.`;
    const names = holding.map(({ name }) => name).join(', ');
    if (!service.is_active) return `${service.name} is deactivated, so no role in it counts.`;
    return `The user has no role of ${service.name} that holds ${permission}; these do: ${names}.`;
  }
}
