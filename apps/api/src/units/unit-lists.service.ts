import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { OrganizationOfUser, UnitBelow, UnitRow } from './unit.js';
import { UnitsStore } from './units.store.js';

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** How many units an answer with a tree has at most. */
const MAX_SHOWN = 1000;

/** Reads lists of organizations and units; callers decide who may see them. */
@Injectable()
export class UnitLists {
  constructor(private readonly store: UnitsStore) {}

  listChildren(tx: Tx, parent: UnitRow, page: Page): Promise<UnitRow[]> {
    return this.store.listChildren(tx, parent, page);
  }

  /**
   * The units below one, to so many levels: those of a level before those of the next, by their slugs.
   * @returns `isTruncated` when there are more than 1000
   */
  async listBelow(
    tx: Tx,
    id: string,
    depth: number,
  ): Promise<{ readonly units: readonly UnitBelow[]; readonly isTruncated: boolean }> {
    const found = await this.store.listBelow(tx, id, { depth, most: MAX_SHOWN + 1 });
    const units = found
      .slice(0, MAX_SHOWN)
      .sort((a, b) => a.distance - b.distance || (a.slug < b.slug ? -1 : 1));
    return { units, isTruncated: found.length > MAX_SHOWN };
  }

  /** Organizations whose name or slug begins so, compared without regard to case, and what the user is there. */
  listAll(
    tx: Tx,
    userId: string,
    search: string | null,
    page: Page,
  ): Promise<OrganizationOfUser[]> {
    return this.store.listRoots(tx, userId, search, page);
  }

  /** Those that the user is a member of. */
  listOfUser(
    tx: Tx,
    userId: string,
    search: string | null,
    page: Page,
  ): Promise<OrganizationOfUser[]> {
    return this.store.listRootsOf(tx, userId, search, page);
  }
}
