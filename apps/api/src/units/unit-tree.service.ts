import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { numberedFrom, slugOf } from './slug.js';
import type { UnitRow } from './unit.js';
import { UnitTreeStore } from './unit-tree.store.js';
import { unitsConfig } from './units.config.js';
import {
  inOtherOrganization,
  rootProtected,
  slugTaken,
  tooDeep,
  unitCycle,
  unitLimitReached,
} from './units.errors.js';
import { Units } from './units.service.js';

/** What the caller chooses of a unit; without a slug one is derived from the name. */
export interface UnitFields {
  readonly name: string;
  readonly slug?: string | undefined;
}

/** How often a derived slug is tried that another transaction takes at the same time. */
const ATTEMPTS = 5;
/** How many numbered slugs are looked up first. */
const FIRST_GROUP = 10;

/**
 * Changes the trees of units. Each change but that of a new organization locks the tree of the organization until the
 * transaction ends; callers open it and decide who may act.
 */
@Injectable()
export class UnitTree {
  constructor(
    private readonly store: UnitTreeStore,
    private readonly units: Units,
    @Inject(unitsConfig.KEY) private readonly config: ConfigOf<typeof unitsConfig>,
  ) {}

  /** @throws AppError `SLUG_TAKEN` */
  createOrganization(tx: Tx, fields: UnitFields): Promise<UnitRow> {
    const id = newId();
    return this.insert(tx, { id, rootId: id, parentId: null }, fields);
  }

  /** @throws AppError `ORGANIZATION_NOT_FOUND`, `UNIT_TOO_DEEP`, `UNIT_LIMIT_REACHED` or `SLUG_TAKEN` */
  async createBelow(tx: Tx, parentId: string, fields: UnitFields): Promise<UnitRow> {
    const { rootId } = await this.units.getInLockedTree(tx, parentId);
    const depth = (await this.units.getPath(tx, parentId)).length + 1;
    const { maxDepth, maxUnits } = this.config;
    if (depth > maxDepth) throw tooDeep(depth, maxDepth);
    if (await this.store.hasAsMany(tx, rootId, maxUnits)) throw unitLimitReached(maxUnits);
    return this.insert(tx, { id: newId(), rootId, parentId }, fields);
  }

  /** Changes only the fields given. @throws AppError `ORGANIZATION_NOT_FOUND` or `SLUG_TAKEN` */
  async rename(
    tx: Tx,
    id: string,
    fields: Partial<UnitFields>,
  ): Promise<{ readonly before: UnitRow; readonly after: UnitRow }> {
    const before = await this.units.getInLockedTree(tx, id);
    await this.store.update(tx, id, {
      ...(fields.name !== undefined && { name: fields.name }),
      ...(fields.slug !== undefined && { slug: fields.slug }),
    });
    return { before, after: await this.units.get(tx, id) };
  }

  /**
   * Moves the unit below another one, with all that is below it.
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `ORGANIZATION_ROOT_PROTECTED`, `UNIT_IN_OTHER_ORGANIZATION`, `UNIT_CYCLE`,
   * `UNIT_TOO_DEEP` or `SLUG_TAKEN`
   */
  async getMovable(tx: Tx, id: string, parentId: string): Promise<UnitRow> {
    const before = await this.units.getInLockedTree(tx, id);
    if (before.parentId === null) throw rootProtected();
    const path = await this.units.getPath(tx, parentId);
    if (path.some((above) => above.id === id)) throw unitCycle();
    if (path.at(-1)?.id !== before.rootId) throw inOtherOrganization();
    const depth = path.length + 1 + (await this.store.heightOf(tx, id));
    if (depth > this.config.maxDepth) throw tooDeep(depth, this.config.maxDepth);
    return before;
  }

  /** `getMovable` comes before. @throws AppError `SLUG_TAKEN` */
  async move(tx: Tx, id: string, parentId: string): Promise<UnitRow> {
    await this.store.move(tx, id, parentId);
    return this.units.get(tx, id);
  }

  /**
   * Locks the tree, the unit and all units below it, so that nothing new can refer to them.
   * @returns the unit, and how many units are below it
   * @throws AppError `ORGANIZATION_NOT_FOUND`
   */
  async lockForDeletion(
    tx: Tx,
    id: string,
  ): Promise<{ readonly unit: UnitRow; readonly unitsBelow: number }> {
    const unit = await this.units.getInLockedTree(tx, id);
    return { unit, unitsBelow: (await this.store.lockBelow(tx, id)) - 1 };
  }

  /** The unit with all below it, the memberships and the roles held there. `lockForDeletion` comes before. */
  async remove(tx: Tx, id: string): Promise<void> {
    await this.store.deleteBelow(tx, id);
  }

  private async insert(
    tx: Tx,
    place: Pick<UnitRow, 'id' | 'rootId' | 'parentId'>,
    { name, slug }: UnitFields,
  ): Promise<UnitRow> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const chosen = slug ?? (await this.freeSlug(tx, place.parentId, slugOf(name)));
      const unit = await this.store.insert(tx, { ...place, name, slug: chosen });
      if (unit) return unit;
      if (slug !== undefined) break;
    }
    throw slugTaken();
  }

  /** The first free of the numbered forms of the slug, looked up in ever larger groups. */
  private async freeSlug(tx: Tx, parentId: string | null, slug: string): Promise<string> {
    for (let from = 1, count = FIRST_GROUP; ; from += count, count *= 4) {
      const candidates = numberedFrom(slug, from, count);
      const taken = new Set(await this.store.listTaken(tx, parentId, candidates));
      const free = candidates.find((candidate) => !taken.has(candidate));
      if (free !== undefined) return free;
    }
  }
}
