import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Units } from '#api/units';
import { Users } from '#api/users';
import { FindInvitation } from './find-invitation.service.js';
import type { Invitation, InvitationState } from './invitation.js';
import { InvitationListsStore } from './invitation-lists.store.js';

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** Lists the invitations to a unit, and those to a user. */
@Injectable()
export class ReadInvitations {
  constructor(
    private readonly database: Database,
    private readonly lists: InvitationListsStore,
    private readonly finding: FindInvitation,
    private readonly units: Units,
    private readonly users: Users,
    private readonly clock: Clock,
  ) {}

  /** @param state `null`: all. @throws AppError `ORGANIZATION_NOT_FOUND` */
  async listOfUnit(
    unitId: string,
    state: InvitationState | null,
    page: Page,
  ): Promise<Invitation[]> {
    const { pool } = this.database;
    const { id } = await this.units.get(pool, unitId);
    return this.lists.listOfUnit(pool, { unitId: id, state, now: this.clock.now() }, page);
  }

  /** The open ones to the address of the user. @throws AppError `EMAIL_NOT_VERIFIED` */
  async listOwn(userId: string, page: Page): Promise<Invitation[]> {
    const { pool } = this.database;
    const user = await this.users.getById(pool, userId);
    const address = await this.finding.getProvenAddress(pool, user);
    return this.lists.listOfAddress(pool, address, this.clock.now(), page);
  }
}
