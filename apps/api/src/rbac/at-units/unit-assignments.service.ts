import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SERVICE } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { Audit } from '#api/audit';
import { unitChanged, UnitOfWork, type Change } from '#api/platform/changes';
import { Units, unitsConfig, type UnitRow } from '#api/units';
import { ActorRights, done, type Acting, type Judged } from '../actor-rights.service.js';
import { roleNotFound, roleNotInService } from '../rbac.errors.js';
import { RolesStore, serviceOf, type RoleRow } from '../roles.store.js';
import { countingAtUnits, isForUnits } from './reach.js';
import { UnitAssignmentsStore, type UnitAssignmentRow } from './unit-assignments.store.js';
import { UnitRights, type GivenAtUnit } from './unit-rights.service.js';
import {
  heldAtUnitAlready,
  notAMember,
  notHeldAtUnit,
  roleNotForUnits,
  tooManyRolesAtUnits,
} from './unit-roles.errors.js';

/** A role at a unit, of a user or, for `null`, of the unit itself. */
export interface RoleAtUnit {
  readonly unitId: string;
  readonly roleId: string;
  readonly userId: string | null;
  /** The service that the role must be of, where the caller names one. */
  readonly serviceId?: string;
}

/**
 * Gives and takes roles at units. The tree and the role are locked meanwhile, so that neither the place of the unit nor what the role
 * permits changes after the check; so are the memberships of the user, who cannot leave meanwhile.
 */
@Injectable()
export class UnitAssignments {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: UnitAssignmentsStore,
    private readonly roles: RolesStore,
    private readonly units: Units,
    private readonly unitRights: UnitRights,
    private readonly rights: ActorRights,
    private readonly audit: Audit,
    @Inject(unitsConfig.KEY) private readonly config: ConfigOf<typeof unitsConfig>,
  ) {}

  /**
   * Answers the id of the assignment.
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `ROLE_NOT_FOUND`, `ROLE_NOT_FOR_UNITS`, `GRANT_DENIED`, `NOT_A_MEMBER`,
   * `UNIT_LIMIT_REACHED`, `ROLE_ALREADY_ASSIGNED` or `PROOF_REQUIRED`
   */
  grant(acting: Acting, key: RoleAtUnit): Promise<string> {
    return this.work.run(async (work) => {
      const { tx } = work;
      const { unit, role } = await this.assertMayGrant(tx, acting, key);
      if (key.userId !== null) await this.assertMayHold(tx, unit, key.userId);
      const id = newId();
      const { id: unitId, rootId } = unit;
      const { serviceId, id: roleId } = role;
      const row = { id, unitId, rootId, serviceId, roleId, userId: key.userId };
      if (!(await this.store.insert(tx, row))) throw heldAtUnitAlready(key.userId === null);
      await this.rights.useProofOfAssigning(tx, acting, role);
      await this.record(tx, acting, 'role.assigned', { ...row, roleName: role.name });
      work.changed(changeOf(row));
      return id;
    });
  }

  /**
   * Whether the actor may give the role at the unit; the tree and the role are locked until the transaction ends.
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `ROLE_NOT_FOUND`, `ROLE_NOT_FOR_UNITS` or `GRANT_DENIED`
   */
  async assertMayGrant(
    tx: Tx,
    judged: Judged,
    { unitId, roleId, serviceId }: Omit<RoleAtUnit, 'userId'>,
  ): Promise<{ unit: UnitRow; role: RoleRow }> {
    const unit = await this.units.getInLockedTree(tx, unitId);
    const role = await this.roles.lockById(tx, roleId);
    if (!role) throw roleNotFound();
    if (serviceId !== undefined && role.serviceId !== serviceId) throw roleNotInService();
    const given = givenBy(role);
    if (given.service.name === AUTH_SERVICE && !isForUnits(given.permissions))
      throw roleNotForUnits(given.permissions.filter((name) => !isForUnits([name])));
    await this.unitRights.assertMayGrant(tx, judged, await this.units.getPath(tx, unitId), given);
    return { unit, role };
  }

  /** Users may drop what they hold themselves. @throws AppError `ORGANIZATION_NOT_FOUND`, `ROLE_NOT_ASSIGNED` or `GRANT_DENIED` */
  take(acting: Acting, unitId: string, id: string): Promise<void> {
    return this.takeFound(acting, unitId, (tx) => this.store.findById(tx, unitId, id));
  }

  /** The same by what is held. @throws AppError `ORGANIZATION_NOT_FOUND`, `ROLE_NOT_ASSIGNED` or `GRANT_DENIED` */
  takeFromUser(
    acting: Acting,
    key: RoleAtUnit & { readonly userId: string; readonly serviceId: string },
  ): Promise<void> {
    return this.takeFound(acting, key.unitId, async (tx) => {
      const found = await this.store.findOfUser(tx, key);
      return found?.serviceId === key.serviceId ? found : null;
    });
  }

  private takeFound(
    acting: Acting,
    unitId: string,
    find: (tx: Tx) => Promise<UnitAssignmentRow | null>,
  ): Promise<void> {
    return this.work.run(async (work) => {
      const { tx } = work;
      await this.units.getInLockedTree(tx, unitId);
      const found = await find(tx);
      if (!found) throw notHeldAtUnit();
      const role = await this.roles.lockById(tx, found.roleId);
      if (!role) throw roleNotFound();
      if (found.userId !== acting.principal.userId) {
        const path = await this.units.getPath(tx, unitId);
        await this.unitRights.assertMayTake(tx, acting, path, countingIn(role));
      }
      if (!(await this.store.delete(tx, found.id))) throw notHeldAtUnit();
      await this.record(tx, acting, 'role.unassigned', found);
      work.changed(changeOf(found));
    });
  }

  private async assertMayHold(tx: Tx, { rootId }: UnitRow, userId: string): Promise<void> {
    if (!(await this.units.holdMembership(tx, rootId, userId))) throw notAMember();
    const { maxUnitsOfUser } = this.config;
    const held = await this.store.countOfUser(tx, userId, maxUnitsOfUser);
    if (held >= maxUnitsOfUser) throw tooManyRolesAtUnits(maxUnitsOfUser);
  }

  private record(
    tx: Tx,
    acting: Acting,
    type: string,
    row: Pick<UnitAssignmentRow, 'unitId' | 'serviceId' | 'roleId' | 'userId' | 'roleName'>,
  ): Promise<void> {
    const { unitId, serviceId, roleId, userId, roleName } = row;
    const target =
      userId === null ? { kind: 'organization', id: unitId } : { kind: 'user', id: userId };
    const details = {
      role_id: roleId,
      role_name: roleName,
      service_id: serviceId,
      unit_id: unitId,
    };
    return this.audit.record(tx, done(acting, type, target, details));
  }
}

const givenBy = (role: RoleRow): GivenAtUnit => ({
  service: serviceOf(role),
  permissions: role.permissions.map(({ name }) => name),
});

/** What of the role counts at a unit: of `auth_service` what is for organizations, whatever the role has got since. */
function countingIn(role: RoleRow): GivenAtUnit {
  const { service, permissions } = givenBy(role);
  return { service, permissions: countingAtUnits(service, permissions) };
}

function changeOf(
  row: Pick<UnitAssignmentRow, 'unitId' | 'serviceId' | 'roleId' | 'userId'>,
): Change {
  const { unitId, serviceId, roleId, userId } = row;
  if (userId === null) return unitChanged(unitId, { serviceId });
  return { kind: 'user_permissions_changed', userId, serviceId, roleId };
}
