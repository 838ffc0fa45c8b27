import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { unitChanged, type Unit } from '#api/platform/changes';
import type { MovedUnits, ReturnedUnits } from './merged-units.js';
import { MergingUnitsStore } from './merging-units.store.js';
import { UnmergingUnitsStore } from './unmerging-units.store.js';

/** The two accounts of a merge, by their ids. */
interface Pair {
  readonly ended: { readonly id: string };
  readonly kept: { readonly id: string };
}

/** What an account has in organizations, in merges and when they are undone. */
@Injectable()
export class MergeUnits {
  constructor(
    private readonly store: MergingUnitsStore,
    private readonly restoring: UnmergingUnitsStore,
  ) {}

  /** Nobody else changes the organizations of the account until the transaction ends: call it before an account is locked. */
  hold(tx: Tx, userId: string): Promise<void> {
    return this.store.lockOrganizations(tx, userId);
  }

  /** What the kept account would get. */
  async list(tx: Tx, { ended, kept }: Pair): Promise<MovedUnits> {
    return {
      memberships: await this.store.listMemberships(tx, ended.id, kept.id),
      owned: await this.store.listOwned(tx, ended.id, kept.id),
      roles: await this.store.listRoles(tx, ended.id, kept.id),
    };
  }

  /** Moves it, and tells the guards. */
  async move(unit: Unit, { ended, kept }: Pair, { memberships, roles }: MovedUnits): Promise<void> {
    await this.store.move(unit.tx, ended.id, kept.id);
    const organizationIds = memberships.map(({ organizationId }) => organizationId);
    const serviceIds = roles.map(({ serviceId }) => serviceId);
    announceUnits(unit, kept.id, { organizationIds, serviceIds });
  }

  /** Call after the ended account exists again. */
  async restore(tx: Tx, mergeId: string): Promise<ReturnedUnits> {
    const { units, roles } = await this.restoring.countRecorded(tx, mergeId);
    const organizationIds = await this.restoring.restoreMembers(tx, mergeId);
    await this.restoring.restoreOwners(tx, mergeId);
    const serviceIds = await this.restoring.restoreRoles(tx, mergeId);
    await this.restoring.takeFromHolder(tx, mergeId);
    return {
      organizationIds,
      serviceIds,
      unitCount: organizationIds.length,
      roleCount: serviceIds.length,
      lostUnitCount: units - organizationIds.length,
      lostRoleCount: roles - serviceIds.length,
    };
  }
}

/** What a user holds in these organizations, and of these services at units, is another. */
export function announceUnits(
  unit: Unit,
  userId: string,
  { organizationIds, serviceIds }: Pick<ReturnedUnits, 'organizationIds' | 'serviceIds'>,
): void {
  for (const id of new Set(organizationIds)) unit.changed(unitChanged(id, { userId }));
  for (const serviceId of new Set(serviceIds)) {
    unit.changed({ kind: 'user_permissions_changed', userId, serviceId });
  }
}
