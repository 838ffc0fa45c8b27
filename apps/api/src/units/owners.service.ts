import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { accountDisabled, Users } from '#api/users';
import { Members } from './members.service.js';
import { OwnersStore } from './owners.store.js';
import type { UnitRow } from './unit.js';
import { lastOwner } from './units.errors.js';
import { Units } from './units.service.js';

/** Who manages which organization. Callers open the transaction and decide who may act. */
@Injectable()
export class Owners {
  constructor(
    private readonly store: OwnersStore,
    private readonly members: Members,
    private readonly units: Units,
    private readonly users: Users,
  ) {}

  /**
   * Makes the user an owner, and a member of the root if they are not. `false` when they are an owner already.
   * @throws AppError `USER_NOT_FOUND`, `ACCOUNT_DISABLED` or `UNIT_LIMIT_REACHED`
   */
  async appoint(tx: Tx, root: UnitRow, userId: string): Promise<boolean> {
    const user = await this.users.getLocked(tx, userId);
    if (!user.isActive)
      throw accountDisabled(userId, 'A disabled account cannot own an organization');
    await this.members.addIfMissing(tx, root, userId);
    return this.store.insert(tx, root.id, userId);
  }

  /**
   * The user is no owner any more, and stays a member. `false` when they are none.
   * @throws AppError `LAST_OWNER`
   */
  async remove(tx: Tx, organizationId: string, userId: string): Promise<boolean> {
    await this.assertNotLast(tx, organizationId, userId);
    return this.store.delete(tx, organizationId, userId);
  }

  /**
   * Locks the tree until the transaction ends, so that of two owners who leave at once one stays. Nothing is thrown for a user
   * who is no owner.
   * @throws AppError `LAST_OWNER` when no other active user owns the organization
   */
  async assertNotLast(tx: Tx, organizationId: string, userId: string): Promise<void> {
    await this.units.getInLockedTree(tx, organizationId);
    if (!(await this.units.isOwner(tx, organizationId, userId))) return;
    if (!(await this.store.hasOther(tx, organizationId, userId))) throw lastOwner();
  }
}
