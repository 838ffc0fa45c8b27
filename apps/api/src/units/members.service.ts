import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Users } from '#api/users';
import type { ListedMember } from './listed-member.js';
import { MemberListsStore } from './member-lists.store.js';
import { MembersStore } from './members.store.js';
import { OwnersStore } from './owners.store.js';
import type { UnitRow } from './unit.js';
import { unitsConfig } from './units.config.js';
import { alreadyMember, memberNotFound, notAMember, tooManyUnitsOfUser } from './units.errors.js';

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** Which of a user's memberships end: that of the unit, or also those of the units below it. */
export interface Ending {
  readonly userId: string;
  readonly unit: UnitRow;
  readonly isWithBelow: boolean;
}

/** What ended. */
export interface Ended {
  readonly unitIds: readonly string[];
  /** Whether the user is a member of no unit of the organization any more. */
  readonly isOutside: boolean;
}

/**
 * Who belongs to which unit. Callers open the transaction and decide who may act. The user's account is locked before a
 * membership begins or ends, and before the tree of an organization: the memberships of a user change one after the other.
 */
@Injectable()
export class Members {
  constructor(
    private readonly store: MembersStore,
    private readonly lists: MemberListsStore,
    private readonly owners: OwnersStore,
    private readonly users: Users,
    @Inject(unitsConfig.KEY) private readonly config: ConfigOf<typeof unitsConfig>,
  ) {}

  /** Makes the user a member of the unit. @throws AppError `USER_NOT_FOUND`, `ALREADY_MEMBER` or `UNIT_LIMIT_REACHED` */
  async add(tx: Tx, unit: UnitRow, userId: string): Promise<void> {
    if (!(await this.addIfMissing(tx, unit, userId))) throw alreadyMember();
  }

  /** The same for a user who is a member of the organization already. @throws AppError also `NOT_A_MEMBER` */
  async addFurther(tx: Tx, unit: UnitRow, userId: string): Promise<void> {
    if (!(await this.users.lock(tx, userId))) throw notAMember();
    if (!(await this.store.isMember(tx, unit.rootId, userId))) throw notAMember();
    await this.add(tx, unit, userId);
  }

  /** Whether there was room for the membership of a user who is not a member of the unit; the account is locked before. */
  async addIfRoom(tx: Tx, { id, rootId }: UnitRow, userId: string): Promise<boolean> {
    if (await this.store.hasAsMany(tx, userId, this.config.maxUnitsOfUser)) return false;
    return this.store.insert(tx, { unitId: id, rootId, userId });
  }

  /** `false` when the user is a member of the unit already. @throws AppError `USER_NOT_FOUND` or `UNIT_LIMIT_REACHED` */
  async addIfMissing(tx: Tx, { id, rootId }: UnitRow, userId: string): Promise<boolean> {
    await this.users.getLocked(tx, userId);
    const { maxUnitsOfUser } = this.config;
    const isFull = await this.store.hasAsMany(tx, userId, maxUnitsOfUser);
    const isNew = await this.store.insert(tx, { unitId: id, rootId, userId });
    if (isNew && isFull) throw tooManyUnitsOfUser(maxUnitsOfUser);
    return isNew;
  }

  /**
   * Ends memberships, and with that of the root ownership. The roles held there are ended by the caller. The account and the tree
   * are locked before.
   * @throws AppError `MEMBER_NOT_FOUND`
   */
  async end(tx: Tx, { userId, unit, isWithBelow }: Ending): Promise<Ended> {
    const all = await this.store.lockUnitsOf(tx, unit.rootId, userId);
    const ending = isWithBelow
      ? await this.store.listUnitsBelow(tx, unit.id, userId)
      : all.filter((unitId) => unitId === unit.id);
    if (ending.length === 0) throw memberNotFound();
    await this.store.delete(tx, userId, ending);
    return { unitIds: ending, isOutside: ending.length === all.length };
  }

  /** Locks the memberships of the unit and of those below it, before they are deleted with their units. */
  lockBelow(tx: Tx, unitId: string): Promise<{ members: number; userIds: string[] }> {
    return this.store.lockBelow(tx, unitId);
  }

  /** @param isWithBelow also the members of units below it */
  list(tx: Tx, unit: UnitRow, isWithBelow: boolean, page: Page): Promise<ListedMember[]> {
    if (!isWithBelow) return this.lists.listOfUnit(tx, unit.id, page);
    return unit.parentId === null
      ? this.lists.listOfOrganization(tx, unit.id, page)
      : this.lists.listBelow(tx, unit.id, page);
  }

  listOwners(tx: Tx, organizationId: string, page: Page): Promise<ListedMember[]> {
    return this.lists.listOwners(tx, organizationId, page);
  }

  /** How many organizations the user owns. */
  countOwned(tx: Tx, userId: string): Promise<number> {
    return this.owners.countOf(tx, userId);
  }
}
