import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { done, type Acting } from './acting.js';
import { AssignmentGuards } from './assignment-guards.service.js';
import { AssignmentsStore } from './assignments.store.js';
import { alreadyAssigned, notAssigned, roleNotInService } from './rbac.errors.js';
import { Roles } from './roles.service.js';
import type { RoleRow } from './roles.store.js';

/** A user, a service, and a role of that service. */
export interface AssignmentKey {
  readonly userId: string;
  readonly serviceId: string;
  readonly roleId: string;
}

/** Gives and takes roles. The role's row is held, so that its permissions are those that were checked. */
@Injectable()
export class AssignmentActs {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: AssignmentsStore,
    private readonly roles: Roles,
    private readonly guards: AssignmentGuards,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `ROLE_NOT_FOUND`, `USER_NOT_FOUND`, `GRANT_DENIED`, `ROLE_ALREADY_ASSIGNED` or `PROOF_REQUIRED` */
  assign(acting: Acting, key: AssignmentKey): Promise<string> {
    return this.work.run(async (unit) => {
      const role = await this.getRoleOf(unit.tx, key);
      await this.roles.assertMayAssign(unit.tx, acting, role);
      const id = newId();
      if (!(await this.store.insert(unit.tx, { id, ...key }))) throw alreadyAssigned();
      await this.guards.useProof(unit.tx, acting, role);
      await this.record(unit.tx, acting, 'role.assigned', key, role);
      unit.changed({ kind: 'user_permissions_changed', ...key });
      return id;
    });
  }

  /** @throws AppError `ROLE_NOT_FOUND`, `ACCOUNT_HOLDS_MORE`, `GRANT_DENIED`, `ROLE_NOT_ASSIGNED` or `LAST_ADMIN` */
  remove(acting: Acting, key: AssignmentKey): Promise<void> {
    return this.work.run(async (unit) => {
      const role = await this.getRoleOf(unit.tx, key);
      await this.roles.assertMayUnassign(unit.tx, acting, key.userId, role);
      if (!(await this.store.holds(unit.tx, role.id, key.userId))) throw notAssigned();
      await this.guards.assertNotLast(unit.tx, role, key.userId);
      if (!(await this.store.delete(unit.tx, key))) throw notAssigned();
      await this.record(unit.tx, acting, 'role.unassigned', key, role);
      unit.changed({ kind: 'user_permissions_changed', ...key });
    });
  }

  private async getRoleOf(tx: Tx, key: AssignmentKey): Promise<RoleRow> {
    const role = await this.roles.getLocked(tx, key.roleId);
    if (role.service_id !== key.serviceId) throw roleNotInService();
    return role;
  }

  private record(
    tx: Tx,
    acting: Acting,
    type: string,
    key: AssignmentKey,
    role: RoleRow,
  ): Promise<void> {
    const details = { role_id: role.id, role_name: role.name, service_id: role.service_id };
    return this.audit.record(tx, done(acting, type, { kind: 'user', id: key.userId }, details));
  }
}
