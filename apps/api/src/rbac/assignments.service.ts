import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel';
import { Database, type Tx } from '#libs/database';
import { inBatches } from '#libs/paging';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { Services } from '#api/services';
import { userNotFound } from '#api/users';
import { ActorRights, done, type Acting } from './actor-rights.service.js';
import { Administrators } from './administrators.service.js';
import {
  AssignmentsStore,
  type AssignmentKey,
  type AssignmentRow,
  type ServiceOfUserRow,
} from './assignments.store.js';
import { alreadyAssigned, notAssigned, roleNotFound, roleNotInService } from './rbac.errors.js';
import { RolesStore, type RoleRow } from './roles.store.js';

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/**
 * Lists, gives and takes the roles of users. The role's row is locked while it is given or taken, so that its permissions do
 * not change after the check.
 */
@Injectable()
export class Assignments {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly store: AssignmentsStore,
    private readonly roles: RolesStore,
    private readonly services: Services,
    private readonly administrators: Administrators,
    private readonly rights: ActorRights,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `USER_NOT_FOUND` or `SERVICE_NOT_FOUND` */
  async listOfUser(userId: string, serviceId: string, page: Page): Promise<AssignmentRow[]> {
    const tx = this.database.pool;
    if (!(await this.store.isUser(tx, userId))) throw userNotFound();
    await this.services.get(tx, serviceId);
    return inBatches(page, (part) => this.store.listOfUser(tx, userId, serviceId, part));
  }

  /** Services in which the user has a role, with the roles' names. */
  listServicesOfUser(userId: string, page: Page): Promise<ServiceOfUserRow[]> {
    const { pool } = this.database;
    return inBatches(page, (part) => this.store.listServicesOfUser(pool, userId, part));
  }

  /** @throws AppError `ROLE_NOT_FOUND`, `USER_NOT_FOUND`, `GRANT_DENIED`, `ROLE_ALREADY_ASSIGNED` or `PROOF_REQUIRED` */
  assign(acting: Acting, key: AssignmentKey): Promise<string> {
    return this.work.run(async (unit) => {
      const role = await this.getRoleOf(unit.tx, key);
      await this.rights.assertMayAssign(unit.tx, acting, role);
      const id = newId();
      if (!(await this.store.insert(unit.tx, { id, ...key }))) throw alreadyAssigned();
      await this.rights.useProofOfAssigning(unit.tx, acting, role);
      await this.record(unit.tx, acting, 'role.assigned', key, role);
      unit.changed({ kind: 'user_permissions_changed', ...key });
      return id;
    });
  }

  /** @throws AppError `ROLE_NOT_FOUND`, `ACCOUNT_HOLDS_MORE`, `GRANT_DENIED`, `ROLE_NOT_ASSIGNED` or `LAST_ADMIN` */
  remove(acting: Acting, key: AssignmentKey): Promise<void> {
    return this.work.run(async (unit) => {
      const role = await this.getRoleOf(unit.tx, key);
      await this.rights.assertMayTakeRole(unit.tx, acting, key.userId, role);
      if (!(await this.store.holds(unit.tx, role.id, key.userId))) throw notAssigned();
      if (await this.administrators.isAdminRole(unit.tx, role)) {
        await this.administrators.assertNotLast(unit.tx, key.userId);
      }
      if (!(await this.store.delete(unit.tx, key))) throw notAssigned();
      await this.record(unit.tx, acting, 'role.unassigned', key, role);
      unit.changed({ kind: 'user_permissions_changed', ...key });
    });
  }

  private async getRoleOf(tx: Tx, key: AssignmentKey): Promise<RoleRow> {
    const role = await this.roles.lockById(tx, key.roleId);
    if (!role) throw roleNotFound();
    if (role.serviceId !== key.serviceId) throw roleNotInService();
    return role;
  }

  private record(
    tx: Tx,
    acting: Acting,
    type: string,
    key: AssignmentKey,
    role: RoleRow,
  ): Promise<void> {
    const details = { role_id: role.id, role_name: role.name, service_id: role.serviceId };
    return this.audit.record(tx, done(acting, type, { kind: 'user', id: key.userId }, details));
  }
}
