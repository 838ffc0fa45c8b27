import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { UnitRolesStore } from './at-units/unit-roles.store.js';
import { AssignmentsStore } from './assignments.store.js';
import { Grants } from './grants.service.js';
import { lastAdmin, roleNotFound } from './rbac.errors.js';
import { RolesStore, type RoleRow } from './roles.store.js';

/** The role of `auth_service` whose last holder must stay. */
export const ADMIN_ROLE = 'admin';

/** The administrators of the whole installation: the holders of `admin` in `auth_service`. */
@Injectable()
export class Administrators {
  constructor(
    private readonly roles: RolesStore,
    private readonly assignments: AssignmentsStore,
    private readonly grants: Grants,
    private readonly unitRoles: UnitRolesStore,
  ) {}

  /** Locks the role until the transaction ends: administrators are removed one after the other. */
  async hold(tx: Tx): Promise<void> {
    await this.getLockedRole(tx);
  }

  /**
   * Call before a user loses the role, is deactivated or erased, in that transaction. The role's row is locked until the
   * transaction ends, so that of two administrators who remove each other at the same time only one succeeds.
   * @throws AppError `LAST_ADMIN`
   */
  async assertNotLast(tx: Tx, userId: string): Promise<void> {
    const role = await this.getLockedRole(tx);
    if (!(await this.assignments.holds(tx, role.id, userId))) return;
    if (!(await this.assignments.hasActiveHolder(tx, role.id, userId))) throw lastAdmin();
  }

  /** Whether a user who can sign in holds the role. */
  async exists(tx: Tx): Promise<boolean> {
    const role = await this.getLockedRole(tx);
    return this.assignments.hasActiveHolder(tx, role.id);
  }

  /** @throws AppError `LAST_ADMIN` when no user who can sign in holds the role */
  async assertExist(tx: Tx): Promise<void> {
    if (!(await this.exists(tx))) throw lastAdmin();
  }

  /** Whether the user holds a role of `auth_service`, whichever it is, without a unit or at one. */
  async hasRoleOfThem(tx: Tx, userId: string): Promise<boolean> {
    const authId = await this.grants.getAuthServiceId(tx);
    if (await this.assignments.holdsAny(tx, authId, userId)) return true;
    return (await this.unitRoles.listHeld(tx, [userId], authId)).length > 0;
  }

  /** Their ids, at most `limit` of them; whether they can sign in is for the caller to see. */
  async listIds(tx: Tx, limit: number): Promise<string[]> {
    const serviceId = await this.grants.getAuthServiceId(tx);
    const role = await this.roles.findByName(tx, serviceId, ADMIN_ROLE);
    return role ? this.assignments.listHolders(tx, role.id, limit) : [];
  }

  /** Gives the user the role, if they do not have it yet; answers the id of its service. */
  async appoint(tx: Tx, userId: string): Promise<string> {
    const role = await this.getLockedRole(tx);
    const assignment = { id: newId(), userId, serviceId: role.serviceId, roleId: role.id };
    await this.assignments.insert(tx, assignment);
    return role.serviceId;
  }

  /** Whether this is the role whose last holder must stay. */
  async isAdminRole(tx: Tx, role: Pick<RoleRow, 'serviceId' | 'name'>): Promise<boolean> {
    if (role.name !== ADMIN_ROLE) return false;
    return role.serviceId === (await this.grants.getAuthServiceId(tx));
  }

  private async getLockedRole(tx: Tx): Promise<RoleRow> {
    const serviceId = await this.grants.getAuthServiceId(tx);
    const found = await this.roles.findByName(tx, serviceId, ADMIN_ROLE);
    const role = found && (await this.roles.lockById(tx, found.id));
    if (!role) throw roleNotFound();
    return role;
  }
}
