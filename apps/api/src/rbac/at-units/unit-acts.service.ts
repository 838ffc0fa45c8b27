import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Units, type UnitRow } from '#api/units';
import type { Judged } from '../actor-rights.service.js';
import { countingAtUnits } from './reach.js';
import { UnitAssignmentsStore, type RoleAtUnitRow } from './unit-assignments.store.js';
import { UnitRights } from './unit-rights.service.js';

/**
 * Whether an actor may do to units and members what gives rights: adding a member gives them the roles that the unit and those
 * above it hold, and a move gives what is held at the new place. Both ask for what granting it would ask for.
 */
@Injectable()
export class UnitActs {
  constructor(
    private readonly units: Units,
    private readonly store: UnitAssignmentsStore,
    private readonly rights: UnitRights,
  ) {}

  /**
   * Before a user becomes a member of the unit, in that transaction.
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `GRANT_DENIED` or `INSUFFICIENT_AUTHENTICATION`
   */
  async assertMayJoin(tx: Tx, judged: Judged, unitId: string): Promise<void> {
    const path = await this.units.getPath(tx, unitId);
    const roles = await this.store.listRolesAt(tx, idsOf(path));
    await this.assertMayGive(
      tx,
      judged,
      path,
      roles.filter(({ isOfUnit }) => isOfUnit),
    );
  }

  /**
   * Before a unit moves, in that transaction, in which the tree is locked: the members below it get the roles that units of the
   * new place hold, at those units, and what anyone holds there counts at the moved unit from then on.
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `GRANT_DENIED` or `INSUFFICIENT_AUTHENTICATION`
   */
  async assertMayMove(
    tx: Tx,
    judged: Judged,
    {
      unit,
      newParent,
    }: { readonly unit: Pick<UnitRow, 'id'>; readonly newParent: Pick<UnitRow, 'id'> },
  ): Promise<void> {
    const here = await this.units.getPath(tx, unit.id);
    const there = await this.units.getPath(tx, newParent.id);
    const old = new Set(idsOf(here));
    const gained = idsOf(there).filter((id) => !old.has(id));
    const roles = await this.store.listRolesAt(tx, gained);
    await this.assertMayGive(
      tx,
      judged,
      there,
      roles.filter(({ isOfUnit }) => isOfUnit),
    );
    const atMoved = roles.map((role) => ({ ...role, unitId: unit.id }));
    await this.assertMayGive(tx, judged, here, atMoved);
  }

  /** @param path leads to each unit at which a role is given */
  private async assertMayGive(
    tx: Tx,
    judged: Judged,
    path: readonly UnitRow[],
    roles: readonly RoleAtUnitRow[],
  ): Promise<void> {
    for (const { unitId, serviceId, serviceName, permissions } of merged(roles)) {
      const from = path.slice(path.findIndex(({ id }) => id === unitId));
      const service = { id: serviceId, name: serviceName };
      await this.rights.assertMayGrant(tx, judged, from, { service, permissions });
    }
  }
}

const idsOf = (path: readonly UnitRow[]) => path.map(({ id }) => id);

/** What is given at each unit in each service, at once. */
function merged(roles: readonly RoleAtUnitRow[]): RoleAtUnitRow[] {
  const given = new Map<string, RoleAtUnitRow>();
  for (const role of roles) {
    const key = `${role.unitId} ${role.serviceId}`;
    const known = given.get(key)?.permissions ?? [];
    const permissions = [
      ...new Set([...known, ...countingAtUnits({ name: role.serviceName }, role.permissions)]),
    ].sort();
    given.set(key, { ...role, permissions });
  }
  return [...given.values()];
}
