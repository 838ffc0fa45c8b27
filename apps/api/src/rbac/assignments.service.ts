import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { inBatches } from '#libs/paging';
import { Services } from '#api/services';
import { Users } from '#api/users';
import {
  AssignmentsStore,
  type AssignmentRow,
  type ServiceOfUserRow,
} from './assignments.store.js';

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** Who holds which role in which service: the reading half. */
@Injectable()
export class Assignments {
  constructor(
    private readonly database: Database,
    private readonly store: AssignmentsStore,
    private readonly services: Services,
    private readonly users: Users,
  ) {}

  /** @throws AppError `USER_NOT_FOUND` or `SERVICE_NOT_FOUND` */
  async listOfUser(userId: string, serviceId: string, page: Page): Promise<AssignmentRow[]> {
    const tx = this.database.pool;
    await this.users.getById(tx, userId);
    await this.services.get(tx, serviceId);
    return inBatches(page, (part) => this.store.listOfUser(tx, userId, serviceId, part));
  }

  /** Services in which the user has a role, with the roles' names. */
  listServicesOfUser(userId: string, page: Page): Promise<ServiceOfUserRow[]> {
    const { pool } = this.database;
    return inBatches(page, (part) => this.store.listServicesOfUser(pool, userId, part));
  }
}
