import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Audit } from '#api/audit';
import { unitChanged, UnitOfWork } from '#api/platform/changes';
import { done, PermissionCheck, UnitActs, type Acting } from '#api/rbac';
import { Members, notAMember, Units } from '#api/units';
import { mayWriteEverywhere } from '../may-everywhere.js';

/**
 * Adds members by their ids. Only holders of `organization:write` without a unit add users who do not belong to the organization: its
 * owners would pull strangers in, and learn which ids are accounts. To them all strangers look the same; they invite.
 */
@Injectable()
export class AddMember {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly permissions: PermissionCheck,
    private readonly units: Units,
    private readonly members: Members,
    private readonly acts: UnitActs,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `NOT_A_MEMBER`, `GRANT_DENIED`, `USER_NOT_FOUND`, `ORGANIZATION_NOT_FOUND`, `ALREADY_MEMBER` or `UNIT_LIMIT_REACHED` */
  async add(acting: Acting, unitId: string, userId: string): Promise<void> {
    const isStranger = await this.assertMayAdd(acting, unitId, userId);
    await this.work.run(async (unit) => {
      const { tx } = unit;
      const place = await this.units.get(tx, unitId);
      await this.acts.assertMayJoin(tx, acting, unitId);
      if (isStranger) await this.members.add(tx, place, userId);
      else await this.members.addFurther(tx, place, userId);
      const details = { organization_id: place.rootId, unit_id: unitId };
      const target = { kind: 'user', id: userId };
      await this.audit.record(tx, done(acting, 'organization.member_added', target, details));
      unit.changed(unitChanged(unitId, { userId }));
    });
  }

  /**
   * Not within a transaction: it takes connections of its own.
   * @returns whether the user is to be added from outside the organization
   * @throws AppError `NOT_A_MEMBER` or `ORGANIZATION_NOT_FOUND`
   */
  async assertMayAdd({ principal }: Acting, unitId: string, userId: string): Promise<boolean> {
    const { pool } = this.database;
    const { rootId } = await this.units.get(pool, unitId);
    if (await this.units.isMember(pool, rootId, userId)) return false;
    if (!(await mayWriteEverywhere(this.permissions, principal))) throw notAMember();
    return true;
  }
}
