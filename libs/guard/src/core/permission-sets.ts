import { authUnavailable, Refusal } from '../errors.js';
import type { Authority, Rights } from './authority.js';
import { BoundedMap } from './bounded-map.js';
import { SharedLoads } from './shared-loads.js';
import { toUnitRights, type LeveledSet, type PermissionSet } from './unit-rights.js';

export type { LeveledSet, PermissionSet };

/** What counts in a session of the level; a level that is not known has one factor. */
export const countingAt = (acr: string | undefined, set: LeveledSet): PermissionSet =>
  acr === 'aal2' ? set.aal2 : set;

interface Held extends LeveledSet {
  readonly roleIds: readonly string[];
  readonly etag: string | undefined;
  readonly fetchedAtMs: number;
  /** A change was announced: the set must be fetched again before use. */
  isStale: boolean;
}

export interface PermissionSetsOptions {
  readonly fetchRights: Authority['fetchRights'];
  readonly clock: () => number;
  readonly maxUsers: number;
  /** How many units are held, counted over all users. */
  readonly maxUnits?: number;
}

const LOADS_AT_A_TIME = 32;

/** An older server tells no rights of `aal2`: they are those of every session. */
export function toLeveledSet(rights: Rights): LeveledSet {
  const set = toSetWithoutUnits(rights);
  const { atUnits } = rights;
  if (atUnits === 'too-many') return { ...set, hasTooManyUnits: true };
  if (atUnits === undefined) return { ...set, isWithoutUnits: true };
  const held = toUnitRights(atUnits);
  return held ? { ...set, atUnits: held } : set;
}

function toSetWithoutUnits(rights: Rights): LeveledSet {
  const { aal2Permissions = [], aal2Roles = [] } = rights;
  const always = { permissions: new Set(rights.permissions), roles: new Set(rights.roles) };
  if (aal2Permissions.length + aal2Roles.length === 0) return { ...always, aal2: always };
  const permissions = new Set([...always.permissions, ...aal2Permissions]);
  return { ...always, aal2: { permissions, roles: new Set([...always.roles, ...aal2Roles]) } };
}

/** The permission sets of recent users, each fetched once and held until a change is announced. */
export class PermissionSets {
  private readonly held: BoundedMap<string, Held>;
  private readonly loads = new SharedLoads<Held>(LOADS_AT_A_TIME);
  private unitCount = 0;

  constructor(private readonly options: PermissionSetsOptions) {
    this.held = new BoundedMap(options.maxUsers);
  }

  /** The held set if it is usable and, with `maxAgeMs`, young enough. */
  peek(userId: string, maxAgeMs?: number): LeveledSet | undefined {
    const set = this.held.get(userId);
    if (set === undefined || set.isStale) return undefined;
    if (maxAgeMs !== undefined && this.options.clock() - set.fetchedAtMs >= maxAgeMs)
      return undefined;
    return set;
  }

  /** @throws Refusal `AUTH_UNAVAILABLE` if the server does not answer: unknown permissions allow nothing */
  async load(userId: string): Promise<LeveledSet> {
    try {
      return await this.loads.load(
        userId,
        () => this.fetch(userId),
        (set) => this.keep(userId, set),
      );
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw authUnavailable('The permissions could not be asked for', error);
    }
  }

  forgetUser(userId: string): void {
    this.loads.outdate(userId);
    const set = this.held.get(userId);
    if (set) set.isStale = true;
  }

  forgetRole(roleId: string): void {
    this.loads.outdateAll();
    for (const set of this.held.values()) if (set.roleIds.includes(roleId)) set.isStale = true;
  }

  /** A unit was moved or deleted, or what is held through it changed: for the user, or for all whom it concerns. */
  forgetUnit(unitId: string, userId: string | null): void {
    if (userId !== null) return this.forgetUser(userId);
    const isConcerned = ({ atUnits, hasTooManyUnits }: LeveledSet) =>
      hasTooManyUnits === true || atUnits?.units.has(unitId) === true;
    this.loads.outdateThose(isConcerned);
    for (const set of this.held.values()) if (isConcerned(set)) set.isStale = true;
  }

  /** What the server answers now, without the held set. */
  async loadNow(userId: string): Promise<LeveledSet> {
    try {
      const rights = await this.options.fetchRights(userId);
      if (!rights) throw new Error('The server called a set unchanged that was not named');
      return toLeveledSet(rights);
    } catch (error) {
      throw authUnavailable('The permissions could not be asked for', error);
    }
  }

  forgetAll(): void {
    this.loads.outdateAll();
    for (const set of this.held.values()) set.isStale = true;
  }

  private async fetch(userId: string): Promise<Held> {
    const before = this.held.get(userId);
    const fetchedAtMs = this.options.clock();
    const rights = await this.options.fetchRights(userId, before?.etag);
    if (rights) {
      const { etag } = rights;
      const roleIds = [...rights.roleIds, ...roleIdsAtUnits(rights)];
      return { ...toLeveledSet(rights), roleIds, etag, fetchedAtMs, isStale: false };
    }
    if (!before) throw new Error('The server called a set unchanged that was never held');
    return { ...before, fetchedAtMs, isStale: false };
  }

  /** Holds the set; the units of all users together are bounded, so that the least recent users with units are dropped. */
  private keep(userId: string, set: Held): void {
    this.held.set(userId, set);
    const added = set.atUnits?.units.size ?? 0;
    if (added === 0) return;
    const { maxUnits = DEFAULT_MAX_UNITS } = this.options;
    this.unitCount += added;
    if (this.unitCount <= maxUnits) return;
    // Replaced and dropped sets are still counted: they are counted out here.
    this.unitCount = [...this.held.values()].reduce((sum, held) => sum + unitsIn(held), 0);
    for (const [id, held] of this.held.oldestFirst()) {
      if (this.unitCount <= maxUnits * KEPT_SHARE) return;
      if (held === set || unitsIn(held) === 0) continue;
      this.unitCount -= unitsIn(held);
      this.held.delete(id);
    }
  }
}

const DEFAULT_MAX_UNITS = 1_000_000;
/** What is left when the limit is reached, so that it is not reached with each further user. */
const KEPT_SHARE = 0.75;

const unitsIn = ({ atUnits }: LeveledSet): number => atUnits?.units.size ?? 0;

const roleIdsAtUnits = ({ atUnits }: Rights): readonly string[] =>
  atUnits === undefined || atUnits === 'too-many' ? [] : atUnits.roles.map(({ id }) => id);
