import { Injectable } from '@nestjs/common';
import type { Acr } from '#libs/access';
import { Database } from '#libs/database';
import { Grants, holdingsAt } from '../grants.service.js';
import { GuardedUnitsStore } from './guarded-units.store.js';
import { toHeldAtUnits, topmostWith, type HeldAtUnits } from './guarded-units.js';
import { UnitGrants } from './unit-grants.service.js';
import { UnitRolesStore } from './unit-roles.store.js';

/** A question for the units at which a user holds a permission. */
export interface UnitsWhere {
  readonly userId: string;
  readonly serviceId: string;
  readonly permission: string;
  readonly acr: Acr;
  readonly limit: number;
  /** The last unit of the page before. */
  readonly after: string | null;
}

/** A unit and its path: the unit itself, its parent, and so on to the organization. */
export interface UnitPath {
  readonly id: string;
  readonly path: readonly string[];
}

export interface UnitsWherePage {
  readonly everywhere: boolean;
  readonly units: readonly string[];
  readonly next: string | null;
}

const NOTHING: HeldAtUnits = { roles: [], units: [] };

/**
 * What guards in other services ask about units. Read from the primary past every cache: the feed that makes a guard ask can be
 * ahead of the caches of this instance.
 */
@Injectable()
export class GuardedUnits {
  constructor(
    private readonly database: Database,
    private readonly unitRoles: UnitRolesStore,
    private readonly store: GuardedUnitsStore,
    private readonly grants: Grants,
    private readonly places: UnitGrants,
  ) {}

  /** What the user holds at units in the service; nothing for one who is not there or is inactive. */
  async heldBy(userId: string, serviceId: string): Promise<HeldAtUnits> {
    const tx = this.database.pool;
    const above = await this.unitRoles.listAbove(tx, [userId]);
    const grants = await this.unitRoles.listHeld(tx, [userId], serviceId);
    if (above.length + grants.length === 0) return NOTHING;
    if (!(await this.store.isActiveUser(tx, userId))) return NOTHING;
    return toHeldAtUnits(grants, above);
  }

  /** The paths of those units that exist, sorted by id. */
  async pathsOf(ids: readonly string[]): Promise<readonly UnitPath[]> {
    if (ids.length === 0) return [];
    const paths = await this.places.listPaths(this.database.pool, ids);
    return [...paths].map(([id, path]) => ({ id, path }));
  }

  /** One page of the units at which the permission is held, at the unit itself or above it. */
  async where(asked: UnitsWhere): Promise<UnitsWherePage> {
    const { userId, serviceId, permission, acr, limit, after } = asked;
    const everywhere = holdingsAt(acr, await this.grants.readHoldingsOf(userId, serviceId));
    if (everywhere.permissions.includes(permission)) {
      return { everywhere: true, units: [], next: null };
    }
    const tx = this.database.pool;
    const grants = await this.unitRoles.listHeld(tx, [userId], serviceId);
    const topmost = topmostWith(permission, acr, grants);
    if (topmost.length === 0) return { everywhere: false, units: [], next: null };
    const found = await this.store.listBelow(tx, topmost, { after, limit: limit + 1 });
    const units = found.slice(0, limit);
    return { everywhere: false, units, next: found.length > limit ? (units.at(-1) ?? null) : null };
  }
}
