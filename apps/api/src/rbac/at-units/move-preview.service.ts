import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Units } from '#api/units';
import type { Acting } from '../actor-rights.service.js';
import { Grants } from '../grants.service.js';
import { differenceAt, type Effect, type Snapshot, type Target } from './effects.js';
import { MovedUsersStore } from './moved-users.store.js';
import { UnitGrants } from './unit-grants.service.js';

/** How many users a preview looks at. */
const MAX_USERS = 10_000;

/** What a user would gain and lose in a service, at a unit and in those below it. */
export type MoveEffect = Effect & { readonly serviceId: string; readonly unitId: string };

/** `isTruncated` when more users may be concerned than are looked at. */
export interface MoveEffects {
  readonly effects: readonly MoveEffect[];
  readonly isTruncated: boolean;
}

/** Which units and users a move concerns: the unit, and those of which only one of its old and its new path has. */
interface Concerned {
  readonly serviceIds: readonly string[];
  readonly unitIds: readonly string[];
  readonly userIds: readonly string[];
}

/**
 * Answers who would gain and lose what by a move, by moving in a transaction that is rolled back: at the moved unit, whose new
 * place has other roles, and at the units of the old and the new place, whose roles the members below lose and get.
 */
@Injectable()
export class MovePreview {
  constructor(
    private readonly database: Database,
    private readonly units: Units,
    private readonly users: MovedUsersStore,
    private readonly grants: Grants,
    private readonly held: UnitGrants,
  ) {}

  /**
   * @param act moves the unit, with all its checks
   * @throws AppError `ORGANIZATION_NOT_FOUND`, and what `act` throws
   */
  async ofMove(
    { principal }: Acting,
    move: { readonly unitId: string; readonly parentId: string },
    act: (tx: Tx) => Promise<void>,
  ): Promise<MoveEffects> {
    return this.database.preview(async (tx) => {
      const found = await this.findConcerned(tx, move);
      const concerned = { ...found, userIds: found.userIds.slice(0, MAX_USERS) };
      const seesAll = await this.grants.maySeeAll(tx, principal);
      const read = () => this.snapshots(tx, concerned, seesAll);
      const before = await read();
      await act(tx);
      const effects = differences(concerned, before, await read());
      return { effects, isTruncated: found.userIds.length > MAX_USERS };
    });
  }

  private async findConcerned(
    tx: Tx,
    { unitId, parentId }: { readonly unitId: string; readonly parentId: string },
  ): Promise<Concerned> {
    await this.units.getInLockedTree(tx, unitId);
    const here = (await this.units.getPath(tx, unitId)).slice(1).map(({ id }) => id);
    const there = (await this.units.getPath(tx, parentId)).map(({ id }) => id);
    const left = here.filter((id) => !there.includes(id));
    const changed = [...left, ...there.filter((id) => !here.includes(id))];
    const serviceIds = await this.users.listServices(tx, changed);
    const userIds = await this.users.listConcerned(tx, unitId, changed, MAX_USERS + 1);
    return { serviceIds, unitIds: [...new Set([unitId, ...changed])], userIds };
  }

  /**
   * What the users hold in each service. To a reader who may not read all roles only what they hold at units is shown.
   */
  private async snapshots(
    tx: Tx,
    { serviceIds, unitIds, userIds }: Concerned,
    seesAll: boolean,
  ): Promise<Map<string, Snapshot>> {
    const paths = await this.held.listPaths(tx, unitIds);
    const snapshots = new Map<string, Snapshot>();
    for (const serviceId of serviceIds) {
      const asked = { userIds, serviceId };
      const held = seesAll
        ? await this.held.listHeld(tx, asked)
        : await this.held.listAtUnits(tx, asked);
      snapshots.set(serviceId, { held, paths });
    }
    return snapshots;
  }
}

function differences(
  { serviceIds, unitIds, userIds }: Concerned,
  before: ReadonlyMap<string, Snapshot>,
  after: ReadonlyMap<string, Snapshot>,
): MoveEffect[] {
  const targets = userIds.flatMap((userId) => unitIds.map((unitId) => ({ userId, unitId })));
  return serviceIds.flatMap((serviceId) => {
    const [had, has] = [before.get(serviceId), after.get(serviceId)];
    if (!had || !has) return [];
    return targets.flatMap((target) => effectsAt(target, serviceId, { before: had, after: has }));
  });
}

function effectsAt(
  target: Target & { readonly unitId: string },
  serviceId: string,
  times: { readonly before: Snapshot; readonly after: Snapshot },
): MoveEffect[] {
  const { unitId } = target;
  return differenceAt(target, serviceId, times).map((effect) => ({ ...effect, serviceId, unitId }));
}
