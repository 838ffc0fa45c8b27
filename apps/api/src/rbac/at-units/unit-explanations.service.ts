import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Units } from '#api/units';
import type { PlacedGrant } from './evaluate.js';
import { UnitPlacesStore, type PlaceRow } from './unit-places.store.js';

/** A unit, as explanations name it. */
export interface NamedUnit {
  readonly id: string;
  readonly name: string;
}

/** A grant with what explains how it reaches: the unit, and how the user belongs to it. */
export type ExplainedGrant = PlacedGrant & {
  readonly unitName?: string;
  /** The unit of which the user is a member, where a unit holds the role. */
  readonly memberOf?: NamedUnit;
  /** Names from that unit up to the one that holds the role. */
  readonly belonging?: readonly string[];
};

/** Where grants are held, in words: how the user belongs to the unit, and how the unit asked about is below it. */
@Injectable()
export class UnitExplanations {
  constructor(
    private readonly places: UnitPlacesStore,
    private readonly units: Units,
  ) {}

  /** The unit and those above it, named. @throws AppError `ORGANIZATION_NOT_FOUND` */
  getPath(tx: Tx, unitId: string): Promise<readonly NamedUnit[]> {
    return this.units.getPath(tx, unitId);
  }

  async explain(tx: Tx, userId: string, grants: readonly PlacedGrant[]): Promise<ExplainedGrant[]> {
    const unitIds = unitsOf(grants);
    if (unitIds.length === 0) return [...grants];
    const names = firstOf(await this.places.listPaths(tx, unitIds));
    const belonging = await this.places.listBelonging(tx, userId, unitIds);
    const ways = new Map(belonging.map((way) => [way.unitId, way]));
    return grants.map((grant) => {
      const { unitId } = grant;
      if (unitId === undefined) return grant;
      const way = grant.isOfUnit === true ? ways.get(unitId) : undefined;
      const unitName = names.get(unitId) ?? unitId;
      if (!way) return { ...grant, unitName };
      const memberOf = { id: way.memberOfId, name: way.names[0] ?? '' };
      return { ...grant, unitName, memberOf, belonging: way.names };
    });
  }

  /**
   * What the user holds elsewhere although not at the unit, in one sentence; `null` when nothing.
   * @param path the unit asked about and those above it; `null` when none is
   */
  async elsewhere(
    tx: Tx,
    held: readonly PlacedGrant[],
    path: readonly NamedUnit[] | null,
  ): Promise<string | null> {
    const unitIds = unitsOf(held);
    if (unitIds.length === 0) return null;
    const places = await this.places.listPaths(tx, unitIds.slice(0, MOST_TOLD));
    const told = unitIds
      .slice(0, MOST_TOLD)
      .map((unitId) => places.filter(({ ofId }) => ofId === unitId))
      .map((found) => relation(found, path));
    const more = unitIds.length > MOST_TOLD ? `, and ${unitIds.length - MOST_TOLD} others` : '';
    const place = path?.[0] ? `, not at ${path[0].name}` : ' only';
    return `The user holds it at units${place}: ${told.join(', ')}${more}; a role held at a unit counts there and below it.`;
  }
}

/** How many other units an explanation names. */
const MOST_TOLD = 5;

const unitsOf = (grants: readonly PlacedGrant[]): string[] => [
  ...new Set(grants.flatMap(({ unitId }) => (unitId === undefined ? [] : [unitId]))),
];

const firstOf = (paths: readonly PlaceRow[]): Map<string, string> =>
  new Map(paths.filter(({ ofId, id }) => ofId === id).map(({ id, name }) => [id, name]));

function relation(found: readonly PlaceRow[], path: readonly NamedUnit[] | null): string {
  const name = found[0]?.name ?? '';
  const unit = path?.[0];
  if (!path || !unit) return name;
  if (found.some(({ id }) => id === unit.id)) return `${name} (below ${unit.name})`;
  const isOfOther = found.at(-1)?.id !== path.at(-1)?.id;
  return isOfOther ? `${name} (in another organization)` : `${name} (beside ${unit.name})`;
}

/** The part of a sentence after the role: at which unit it is held, and how it reaches. */
export function placeInWords(grant: ExplainedGrant, path: readonly NamedUnit[] | null): string {
  const { unitId, unitName, memberOf, belonging } = grant;
  if (unitId === undefined || !path) return '';
  const asked = path.findIndex(({ id }) => id === unitId);
  const names = path.slice(0, asked + 1).map(({ name }) => name);
  const below = asked > 0 ? `${names[0]} is below ${unitName} (${names.join(' → ')})` : null;
  if (!memberOf) return [`, held at ${unitName}`, ...(below === null ? [] : [below])].join(': ');
  const chain = belonging && belonging.length > 1 ? ` (${belonging.join(' → ')})` : '';
  const member = `the user is a member of ${memberOf.name}${chain}`;
  return `, which ${unitName} holds: ${[member, ...(below === null ? [] : [below])].join(', and ')}`;
}
