import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { Services, toService, type ServiceFields, type ServiceRow } from '#api/services';
import { ActorRights, done, type Acting } from './actor-rights.service.js';
import { ADMIN_ROLE } from './administrators.service.js';
import { PermissionsStore } from './permissions.store.js';
import { RolesStore } from './roles.store.js';

/** The built-in permissions that roles of any service may hold. */
const DELEGATED = [
  'role:read',
  'role:write',
  'role:delete',
  'token:read',
  'token:write',
  'token:delete',
];

/** The roles that a new service gets. */
const INITIAL_ROLES = [
  {
    name: ADMIN_ROLE,
    description: 'Administers this service.',
    isDefault: false,
    holdsAll: true,
    holds: DELEGATED,
  },
  {
    name: 'user',
    description: 'An ordinary user of this service.',
    isDefault: true,
    holdsAll: false,
    holds: [],
  },
  {
    name: 'readonly',
    description: 'Sees roles and tokens of this service.',
    isDefault: false,
    holdsAll: false,
    holds: ['role:read', 'token:read'],
  },
];

/** Registers, changes and removes services together with their roles. */
@Injectable()
export class ServiceRegistration {
  constructor(
    private readonly work: UnitOfWork,
    private readonly services: Services,
    private readonly roles: RolesStore,
    private readonly permissions: PermissionsStore,
    private readonly rights: ActorRights,
    private readonly audit: Audit,
  ) {}

  /**
   * Makes the service and its roles `admin`, `user` (default) and `readonly`; answers its id.
   * @throws AppError `SERVICE_NAME_TAKEN`
   */
  register(acting: Acting, service: { name: string; description: string | null }): Promise<string> {
    return this.work.run(async (unit) => {
      const id = await this.services.register(unit.tx, service);
      await this.createInitialRoles(unit.tx, id);
      await this.audit.record(
        unit.tx,
        done(acting, 'service.created', { kind: 'service', id }, { name: service.name }),
      );
      unit.changed({ kind: 'service_changed', serviceId: id });
      return id;
    });
  }

  /** @throws AppError `SERVICE_NOT_FOUND`, `SERVICE_NAME_TAKEN` or `AUTH_SERVICE_PROTECTED` */
  change(acting: Acting, id: string, fields: ServiceFields): Promise<ServiceRow> {
    return this.work.run(async (unit) => {
      const { before, after } = await this.services.change(unit.tx, id, fields);
      const details = { before: toService(before), after: toService(after) };
      await this.audit.record(
        unit.tx,
        done(acting, 'service.updated', { kind: 'service', id }, details),
      );
      unit.changed({
        kind: 'service_changed',
        serviceId: id,
        data: { is_active: after.isActive },
      });
      return after;
    });
  }

  /**
   * Deletes the service with its roles, permissions, assignments and tokens.
   * @throws AppError `SERVICE_NOT_FOUND`, `AUTH_SERVICE_PROTECTED` or `GRANT_DENIED`
   */
  remove(acting: Acting, id: string): Promise<void> {
    return this.work.run(async (unit) => {
      const service = await this.services.getRemovable(unit.tx, id);
      await this.rights.assertMayRemoveService(unit.tx, acting, service);
      const removed = await this.services.remove(unit.tx, id);
      const details = { before: toService(removed) };
      await this.audit.record(
        unit.tx,
        done(acting, 'service.deleted', { kind: 'service', id }, details),
      );
      unit.changed({ kind: 'service_changed', serviceId: id, data: { deleted: true } });
    });
  }

  private async createInitialRoles(tx: Tx, serviceId: string): Promise<void> {
    const delegated = await this.permissions.listGrantable(tx, serviceId, DELEGATED);
    for (const { holds, ...role } of INITIAL_ROLES) {
      const id = newId();
      await this.roles.insert(tx, { id, serviceId, ...role, requiresMfa: false });
      const held = delegated.filter(({ name }) => holds.includes(name));
      await this.roles.addPermissions(
        tx,
        id,
        held.map((permission) => permission.id),
      );
    }
  }
}
