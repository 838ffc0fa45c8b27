import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Members, Units, type ListedMember } from '#api/units';

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** Reads who belongs to a unit, and who owns an organization. */
@Injectable()
export class MemberReading {
  constructor(
    private readonly database: Database,
    private readonly units: Units,
    private readonly members: Members,
  ) {}

  /** @param isWithBelow also of the units below. @throws AppError `ORGANIZATION_NOT_FOUND` */
  async list(unitId: string, isWithBelow: boolean, page: Page): Promise<ListedMember[]> {
    const { pool } = this.database;
    const unit = await this.units.get(pool, unitId);
    return this.members.list(pool, unit, isWithBelow, page);
  }

  /** @throws AppError `ORGANIZATION_NOT_FOUND`, also for a unit that is no organization */
  async listOwners(organizationId: string, page: Page): Promise<ListedMember[]> {
    const { pool } = this.database;
    const { id } = await this.units.getRoot(pool, organizationId);
    return this.members.listOwners(pool, id, page);
  }
}
