import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { AppError, Clock } from '#libs/kernel';
import { Audit } from '#api/audit';
import { unitChanged, UnitOfWork } from '#api/platform/changes';
import { done, EndingRoles, type Acting } from '#api/rbac';
import { Members, Units, UnitTree } from '#api/units';
import { InvitationsStore } from '../invitations/invitations.store.js';

/** What is deleted with a unit. */
interface Hanging {
  /** Below it. */
  readonly units: number;
  readonly members: number;
  /** Held there by users and by units. */
  readonly roles: number;
  /** Open ones. */
  readonly invitations: number;
}

const countOf = ({ units, members, roles, invitations }: Hanging) =>
  units + members + roles + invitations;

function notEmpty(hanging: Hanging): AppError {
  const count = countOf(hanging);
  const { units, members, roles, invitations } = hanging;
  return new AppError('UNIT_NOT_EMPTY', {
    detail: `Deleting it also deletes ${units} units, ${members} memberships, ${roles} roles held there and ${invitations} invitations. To do so, repeat the call with ?force=${count}.`,
    params: { ...hanging, count },
  });
}

/** Deletes units with all that hangs on them: audit and change log in one transaction. */
@Injectable()
export class DeleteUnit {
  constructor(
    private readonly work: UnitOfWork,
    private readonly units: Units,
    private readonly tree: UnitTree,
    private readonly members: Members,
    private readonly endingRoles: EndingRoles,
    private readonly invitations: InvitationsStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * A user who was a member in the deleted units alone has left the organization, and loses what they held elsewhere in it.
   * @param force how much is deleted with the unit, as the caller knows it; `null` when they believe it is nothing
   * @throws AppError `ORGANIZATION_NOT_FOUND` or `UNIT_NOT_EMPTY`
   */
  remove(acting: Acting, id: string, force: number | null): Promise<void> {
    return this.work.run(async (unit) => {
      const { tx } = unit;
      const { unit: deleted, hanging, userIds } = await this.lock(tx, id);
      if (countOf(hanging) !== (force ?? 0)) throw notEmpty(hanging);
      await this.endingRoles.endBelow(unit, id);
      await this.tree.remove(tx, id);
      await this.endingRoles.endOutside(unit, deleted.rootId, userIds);
      const { rootId, parentId, name, slug } = deleted;
      const details = { organization_id: rootId, parent_id: parentId, name, slug, ...hanging };
      const target = { kind: 'organization', id };
      await this.audit.record(tx, done(acting, 'organization.deleted', target, details));
      unit.changed(unitChanged(id));
    });
  }

  /**
   * Memberships before units: a grant locks a membership, and then refers to the unit. Those that begin in between are counted,
   * and locked, after that.
   */
  private async lock(tx: Tx, id: string) {
    await this.units.getInLockedTree(tx, id);
    await this.members.lockBelow(tx, id);
    const { unit, unitsBelow } = await this.tree.lockForDeletion(tx, id);
    const { members, userIds } = await this.members.lockBelow(tx, id);
    const roles = await this.endingRoles.countBelow(tx, id);
    const invitations = await this.invitations.countOpenBelow(tx, id, this.clock.now());
    const hanging: Hanging = { units: unitsBelow, members, roles, invitations };
    return { unit, hanging, userIds };
  }
}
