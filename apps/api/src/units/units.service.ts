import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { MembersStore } from './members.store.js';
import type { UnitRow } from './unit.js';
import { notTheRoot, organizationNotFound } from './units.errors.js';
import { UnitsStore } from './units.store.js';

/** The trees of units, and who belongs to them; callers open the transaction and decide who may act. */
@Injectable()
export class Units {
  constructor(
    private readonly store: UnitsStore,
    private readonly members: MembersStore,
  ) {}

  find(tx: Tx, id: string): Promise<UnitRow | null> {
    return this.store.findById(tx, id);
  }

  /** Like `find`; the unit is not deleted until the transaction ends. */
  hold(tx: Tx, id: string): Promise<UnitRow | null> {
    return this.store.hold(tx, id);
  }

  /** @throws AppError `ORGANIZATION_NOT_FOUND` */
  async get(tx: Tx, id: string): Promise<UnitRow> {
    const unit = await this.store.findById(tx, id);
    if (!unit) throw organizationNotFound();
    return unit;
  }

  /** An organization itself. @throws AppError `ORGANIZATION_NOT_FOUND`, also for a unit below one */
  async getRoot(tx: Tx, id: string): Promise<UnitRow> {
    const unit = await this.get(tx, id);
    if (unit.parentId !== null) throw notTheRoot();
    return unit;
  }

  /**
   * Like `get`; no other transaction changes the tree of the organization until this one ends.
   * @throws AppError `ORGANIZATION_NOT_FOUND`
   */
  async getInLockedTree(tx: Tx, id: string): Promise<UnitRow> {
    const { rootId } = await this.get(tx, id);
    await this.store.lockTree(tx, rootId);
    return this.get(tx, id);
  }

  /**
   * The unit and the units above it, from the unit itself to the organization.
   * @throws AppError `ORGANIZATION_NOT_FOUND`
   */
  async getPath(tx: Tx, id: string): Promise<readonly UnitRow[]> {
    const path = await this.store.listPath(tx, id);
    if (path.length === 0) throw organizationNotFound();
    return path;
  }

  /** Whether the user is a member of any unit of the organization. */
  isMember(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    return this.members.isMember(tx, rootId, userId);
  }

  /** Whether the user manages the organization. */
  isOwner(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    return this.members.isOwner(tx, rootId, userId);
  }

  /** Like `isMember`; the user stays one until the transaction ends. */
  holdMembership(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    return this.members.holdMemberships(tx, rootId, userId);
  }
}
