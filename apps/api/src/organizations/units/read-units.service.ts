import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { Database } from '#libs/database';
import { inBatches } from '#libs/paging';
import { PermissionCheck } from '#api/rbac';
import {
  UnitLists,
  Units,
  type OrganizationOfUser,
  type UnitBelow,
  type UnitRow,
} from '#api/units';

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** A unit with those above it, itself first, and those below it. */
export interface UnitWithTree {
  readonly path: readonly [UnitRow, ...UnitRow[]];
  readonly units: readonly UnitBelow[];
  readonly isTruncated: boolean;
}

/** Reads organizations and units for their lists and pages. */
@Injectable()
export class ReadUnits {
  constructor(
    private readonly database: Database,
    private readonly permissions: PermissionCheck,
    private readonly units: Units,
    private readonly lists: UnitLists,
  ) {}

  listOwn({ userId }: Principal, search: string | null, page: Page): Promise<OrganizationOfUser[]> {
    const { pool } = this.database;
    return inBatches(page, (part) => this.lists.listOfUser(pool, userId, search, part));
  }

  /** @throws AppError `PERMISSION_DENIED` without `organization:read` */
  async listAll(
    principal: Principal,
    search: string | null,
    page: Page,
  ): Promise<OrganizationOfUser[]> {
    await this.permissions.assertHolds(
      principal,
      { kind: 'permission', permission: 'organization:read' },
      null,
    );
    return this.lists.listAll(this.database.pool, principal.userId, search, page);
  }

  /** @throws AppError `ORGANIZATION_NOT_FOUND` */
  async getTree(id: string, depth: number): Promise<UnitWithTree> {
    const { pool } = this.database;
    const [unit, ...above] = await this.units.getPath(pool, id);
    const { units, isTruncated } =
      depth === 0 ? { units: [], isTruncated: false } : await this.lists.listBelow(pool, id, depth);
    return { path: [unit!, ...above], units, isTruncated };
  }

  /** @throws AppError `ORGANIZATION_NOT_FOUND` */
  async listChildren(id: string, page: Page): Promise<UnitRow[]> {
    const { pool } = this.database;
    const parent = await this.units.get(pool, id);
    return inBatches(page, (part) => this.lists.listChildren(pool, parent, part));
  }
}
