import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import type { Acting } from './actor-rights.service.js';
import { AssignmentsStore } from './assignments.store.js';
import { differenceAt, type Effect, type Snapshot, type Target } from './at-units/effects.js';
import { UnitGrants } from './at-units/unit-grants.service.js';
import { UnitHoldersStore } from './at-units/unit-holders.store.js';
import { Grants } from './grants.service.js';
import { Roles, type RoleFields } from './roles.service.js';

/** How many holders of a role a preview looks at. */
const MAX_HOLDERS = 10_000;

/** What a change would do; `isTruncated` when the role has more holders than are looked at. */
export interface Preview {
  readonly effects: readonly Effect[];
  readonly isTruncated: boolean;
}

/** Answers what a change of a role would do, by doing it in a transaction that is rolled back. */
@Injectable()
export class RolePreview {
  constructor(
    private readonly database: Database,
    private readonly roles: Roles,
    private readonly assignments: AssignmentsStore,
    private readonly grants: Grants,
    private readonly unitHolders: UnitHoldersStore,
    private readonly unitGrants: UnitGrants,
  ) {}

  ofChange(acting: Acting, roleId: string, fields: RoleFields): Promise<Preview> {
    return this.effects(
      acting,
      roleId,
      async (tx) => void (await this.roles.change(tx, acting, roleId, fields)),
    );
  }

  ofRemoval(acting: Acting, roleId: string): Promise<Preview> {
    return this.effects(
      acting,
      roleId,
      async (tx) => void (await this.roles.remove(tx, acting, roleId)),
    );
  }

  private async effects(
    { principal }: Acting,
    roleId: string,
    act: (tx: Tx) => Promise<void>,
  ): Promise<Preview> {
    return this.database.preview(async (tx) => {
      const role = await this.roles.getLocked(tx, roleId);
      const { targets, isMore } = await this.listTargets(tx, roleId);
      const seesAll = await this.grants.maySeeAll(tx, principal);
      const read = () => this.snapshot(tx, seesAll, { targets, serviceId: role.serviceId });
      const before = await read();
      await act(tx);
      const times = { before, after: await read() };
      const effects = targets.flatMap((target) => differenceAt(target, role.serviceId, times));
      return { effects, isTruncated: isMore };
    });
  }

  /** The holders, each where they hold the role. */
  private async listTargets(
    tx: Tx,
    roleId: string,
  ): Promise<{ targets: readonly Target[]; isMore: boolean }> {
    const everywhere = await this.assignments.listHolders(tx, roleId, MAX_HOLDERS + 1);
    const atUnits = await this.unitHolders.listHolders(tx, roleId, MAX_HOLDERS + 1);
    const all = [...everywhere.map((userId) => ({ userId, unitId: null })), ...atUnits];
    return { targets: all.slice(0, MAX_HOLDERS), isMore: all.length > MAX_HOLDERS };
  }

  private async snapshot(
    tx: Tx,
    seesAll: boolean,
    asked: { readonly targets: readonly Target[]; readonly serviceId: string },
  ): Promise<Snapshot> {
    const { targets, serviceId } = asked;
    const userIds = [...new Set(targets.map(({ userId }) => userId))];
    const unitIds = [
      ...new Set(targets.flatMap(({ unitId }) => (unitId === null ? [] : [unitId]))),
    ];
    const held = await this.unitGrants.listHeld(tx, { userIds, serviceId }, seesAll);
    return { held, paths: await this.unitGrants.listPaths(tx, unitIds) };
  }
}
