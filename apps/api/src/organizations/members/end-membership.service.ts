import { Injectable } from '@nestjs/common';
import { Audit } from '#api/audit';
import { unitChanged, UnitOfWork, type Unit } from '#api/platform/changes';
import { done, EndingRoles, type Acting, type EndedRole } from '#api/rbac';
import { memberNotFound, Members, Owners, Units, type Ended, type UnitRow } from '#api/units';
import { Users } from '#api/users';

/** How many ended roles an event names. */
const NAMED = 100;

const EVENTS = {
  removed: 'organization.member_removed',
  left: 'organization.member_left',
} as const;

/** A membership that ends, and whether those of the units below the unit end with it. */
interface Ending {
  readonly userId: string;
  readonly unitId: string;
  readonly isWithBelow: boolean;
  readonly how: keyof typeof EVENTS;
}

/**
 * Ends memberships with the roles at units that depend on them: rules, audit and change log in one transaction. Who is no member
 * of the root any more does not own the organization.
 */
@Injectable()
export class EndMembership {
  constructor(
    private readonly work: UnitOfWork,
    private readonly units: Units,
    private readonly members: Members,
    private readonly owners: Owners,
    private readonly users: Users,
    private readonly endingRoles: EndingRoles,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `ORGANIZATION_NOT_FOUND`, `MEMBER_NOT_FOUND` or `LAST_OWNER` */
  end(acting: Acting, ending: Ending): Promise<void> {
    const { userId, unitId, isWithBelow } = ending;
    return this.work.run(async (unit) => {
      const { tx } = unit;
      if (!(await this.users.lock(tx, userId))) throw memberNotFound();
      const place = await this.units.getInLockedTree(tx, unitId);
      const isOwner = place.parentId === null && (await this.units.isOwner(tx, place.id, userId));
      if (isOwner) await this.owners.assertNotLast(tx, place.id, userId);
      const ended = await this.members.end(tx, { userId, unit: place, isWithBelow });
      const roles = await this.endRoles(unit, place, userId, ended);
      const details = {
        organization_id: place.rootId,
        unit_id: unitId,
        memberships_ended: ended.unitIds.length,
        ...(isOwner && { was_owner: true }),
        roles_ended: roles.length,
        ended_roles: roles.slice(0, NAMED).map((role) => ({
          role_id: role.roleId,
          unit_id: role.unitId,
        })),
      };
      const target = { kind: 'user', id: userId };
      await this.audit.record(tx, done(acting, EVENTS[ending.how], target, details));
      unit.changed(unitChanged(unitId, { userId }));
    });
  }

  private endRoles(
    unit: Unit,
    { id: unitId, rootId }: UnitRow,
    userId: string,
    { isOutside }: Ended,
  ): Promise<EndedRole[]> {
    return isOutside
      ? this.endingRoles.endOfOrganization(unit, { userId, rootId })
      : this.endingRoles.endOf(unit, { userId, rootId, unitId });
  }
}
