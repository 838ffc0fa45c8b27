import { Injectable } from '@nestjs/common';
import type { Acr } from '#libs/access';
import type { Tx } from '#libs/database';
import { Grants } from '../grants.service.js';
import { can, type Held } from './evaluate.js';
import { UnitPlacesStore } from './unit-places.store.js';
import { UnitRolesStore } from './unit-roles.store.js';

/** Whose rights are looked at, in which service. */
interface Asked {
  readonly userIds: readonly string[];
  readonly serviceId: string;
}

/** What users hold without a unit and at units, read for the evaluator (`evaluate.ts`). */
@Injectable()
export class UnitGrants {
  constructor(
    private readonly grants: Grants,
    private readonly unitRoles: UnitRolesStore,
    private readonly places: UnitPlacesStore,
  ) {}

  /** @param seesAll see `Grants.listVisible` */
  async listHeld(tx: Tx, asked: Asked, seesAll = true): Promise<ReadonlyMap<string, Held>> {
    const { userIds, serviceId } = asked;
    const everywhere = await this.grants.listVisible(tx, seesAll, asked);
    const atUnits = await this.unitRoles.listHeld(tx, userIds, serviceId, !seesAll);
    const ofUser = new Map(
      userIds.map((id) => [
        id,
        { everywhere: [] as typeof everywhere, atUnits: [] as typeof atUnits },
      ]),
    );
    for (const grant of everywhere) ofUser.get(grant.userId)?.everywhere.push(grant);
    for (const row of atUnits) ofUser.get(row.userId)?.atUnits.push(row);
    return ofUser;
  }

  /** Only what users hold at units, for readers who may not see the rest. */
  async listAtUnits(tx: Tx, { userIds, serviceId }: Asked): Promise<ReadonlyMap<string, Held>> {
    const atUnits = await this.unitRoles.listHeld(tx, userIds, serviceId, true);
    const ofUser = new Map(userIds.map((id) => [id, [] as typeof atUnits]));
    for (const row of atUnits) ofUser.get(row.userId)?.push(row);
    return new Map([...ofUser].map(([id, rows]) => [id, { everywhere: [], atUnits: rows }]));
  }

  /** The same of one user. */
  async heldBy(tx: Tx, userId: string, serviceId: string, seesAll = true): Promise<Held> {
    const held = await this.listHeld(tx, { userIds: [userId], serviceId }, seesAll);
    return held.get(userId) ?? { everywhere: [], atUnits: [] };
  }

  /** The paths of the units, by id; an unknown unit has none. */
  async listPaths(tx: Tx, unitIds: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
    const paths = new Map<string, string[]>();
    for (const { ofId, id } of await this.places.listPaths(tx, unitIds)) {
      const path = paths.get(ofId) ?? [];
      path.push(id);
      paths.set(ofId, path);
    }
    return paths;
  }

  /**
   * Whether the user may do something in a service, at a unit or, for `null`, everywhere. An unknown unit has only what is held
   * everywhere.
   */
  async can(
    tx: Tx,
    user: { readonly id: string; readonly acr: Acr },
    { permission, serviceId }: { readonly permission: string; readonly serviceId: string },
    unitId: string | null,
  ): Promise<boolean> {
    const held = await this.heldBy(tx, user.id, serviceId);
    const paths = unitId === null ? null : await this.listPaths(tx, [unitId]);
    const path = unitId === null ? null : (paths?.get(unitId) ?? []);
    return can({ permission, serviceId, acr: user.acr, path }, held);
  }
}
