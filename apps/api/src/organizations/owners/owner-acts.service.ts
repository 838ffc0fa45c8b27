import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { unitChanged, UnitOfWork, type Unit } from '#api/platform/changes';
import { done, type Acting } from '#api/rbac';
import { alreadyOwner, notAMember, Owners, ownerNotFound, Units, type UnitRow } from '#api/units';
import { Users } from '#api/users';

/** Appoints and removes owners, and passes ownership on: rules, audit and change log in one transaction. */
@Injectable()
export class OwnerActs {
  constructor(
    private readonly work: UnitOfWork,
    private readonly units: Units,
    private readonly owners: Owners,
    private readonly users: Users,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `ORGANIZATION_NOT_FOUND`, `NOT_A_MEMBER`, `ACCOUNT_DISABLED` or `ALREADY_OWNER` */
  appoint(acting: Acting, organizationId: string, userId: string): Promise<void> {
    return this.work.run(async (unit) => {
      const root = await this.getRootOfMember(unit.tx, organizationId, userId);
      if (!(await this.owners.appoint(unit.tx, root, userId))) throw alreadyOwner();
      await this.record(unit, acting, 'organization.owner_appointed', { root, userId });
    });
  }

  /** The user stays a member. @throws AppError `ORGANIZATION_NOT_FOUND`, `OWNER_NOT_FOUND` or `LAST_OWNER` */
  remove(acting: Acting, organizationId: string, userId: string): Promise<void> {
    return this.work.run(async (unit) => {
      const root = await this.units.getRoot(unit.tx, organizationId);
      if (!(await this.owners.remove(unit.tx, root.id, userId))) throw ownerNotFound();
      await this.record(unit, acting, 'organization.owner_removed', { root, userId });
    });
  }

  /**
   * Another member owns the organization, and the caller ceases to.
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `OWNER_NOT_FOUND`, `NOT_A_MEMBER`, `ACCOUNT_DISABLED` or `ALREADY_OWNER`
   */
  transfer(acting: Acting, organizationId: string, userId: string): Promise<void> {
    const { userId: callerId } = acting.principal;
    return this.work.run(async (unit) => {
      const root = await this.getRootOfMember(unit.tx, organizationId, userId);
      if (userId === callerId) throw alreadyOwner();
      await this.owners.appoint(unit.tx, root, userId);
      if (!(await this.owners.remove(unit.tx, root.id, callerId))) throw ownerNotFound();
      await this.record(unit, acting, 'organization.transferred', { root, userId });
    });
  }

  /** The account is locked before the tree. */
  private async getRootOfMember(tx: Tx, id: string, userId: string): Promise<UnitRow> {
    const root = await this.units.getRoot(tx, id);
    if (!(await this.users.lock(tx, userId))) throw notAMember();
    if (!(await this.units.isMember(tx, root.id, userId))) throw notAMember();
    return root;
  }

  /** An owner may be a member of the root from now on. */
  private async record(
    unit: Unit,
    acting: Acting,
    type: string,
    { root, userId }: { readonly root: UnitRow; readonly userId: string },
  ): Promise<void> {
    const details = { organization_id: root.id, name: root.name };
    const target = { kind: 'user', id: userId };
    await this.audit.record(unit.tx, done(acting, type, target, details));
    unit.changed(unitChanged(root.id, { userId }));
  }
}
