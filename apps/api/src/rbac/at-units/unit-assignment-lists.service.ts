import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { Database } from '#libs/database';
import { inBatches } from '#libs/paging';
import { Services } from '#api/services';
import { Units } from '#api/units';
import { Users } from '#api/users';
import { PermissionCheck } from '../permission-check.service.js';
import { UnitAssignmentsStore, type UnitAssignmentRow } from './unit-assignments.store.js';

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** Which roles are held at units, and who may ask to take one. */
@Injectable()
export class UnitAssignmentLists {
  constructor(
    private readonly database: Database,
    private readonly store: UnitAssignmentsStore,
    private readonly units: Units,
    private readonly users: Users,
    private readonly services: Services,
    private readonly permissions: PermissionCheck,
  ) {}

  /** What is held at the unit, by users and by the unit. @throws AppError `ORGANIZATION_NOT_FOUND` */
  async listAt(unitId: string, page: Page): Promise<UnitAssignmentRow[]> {
    const tx = this.database.pool;
    await this.units.get(tx, unitId);
    return inBatches(page, (part) => this.store.listAt(tx, unitId, part));
  }

  /** What the user holds at units as themselves. @throws AppError `USER_NOT_FOUND` or `SERVICE_NOT_FOUND` */
  async listOfUser(userId: string, serviceId: string, page: Page): Promise<UnitAssignmentRow[]> {
    const tx = this.database.pool;
    await this.users.getById(tx, userId);
    await this.services.get(tx, serviceId);
    return inBatches(page, (part) => this.store.listOfUser(tx, userId, serviceId, part));
  }

  /**
   * Members may drop what they hold themselves; taking from others is for those who may change the unit.
   * @throws AppError `PERMISSION_DENIED` or `INSUFFICIENT_AUTHENTICATION`
   */
  async assertMayAskToTake(principal: Principal, unitId: string, id: string): Promise<void> {
    const found = await this.store.findById(this.database.pool, unitId, id);
    if (found?.userId === principal.userId) return;
    const rule = { kind: 'permission', permission: 'organization:write' } as const;
    await this.permissions.assertHoldsAtUnit(principal, rule, unitId);
  }
}
