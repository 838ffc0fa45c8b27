import type { Acr } from '#libs/access';
import { countingAt, effectiveIn } from '../effective.js';
import { countingAtUnit, type Held } from './evaluate.js';

/**
 * What one user would gain and lose in sessions with one factor and in those with two, by permission name: at a unit, or without
 * `unitId` everywhere.
 */
export interface Effect {
  readonly userId: string;
  readonly unitId?: string;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  readonly aal2Gains: readonly string[];
  readonly aal2Loses: readonly string[];
}

/** A user, and the unit at which they are looked at, `null` for everywhere. */
export interface Target {
  readonly userId: string;
  readonly unitId: string | null;
}

/** Names of effective permissions in sessions of each level. */
type Effective = Readonly<Record<Acr, ReadonlySet<string>>>;

/** What users hold, and where units are, at one time. */
export interface Snapshot {
  readonly held: ReadonlyMap<string, Held>;
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

const NOTHING: Held = { everywhere: [], atUnits: [] };

function effectiveOf(
  { held, paths }: Snapshot,
  { userId, unitId }: Target,
  serviceId: string,
): Effective {
  const path = unitId === null ? null : (paths.get(unitId) ?? []);
  const counting = countingAtUnit(path, held.get(userId) ?? NOTHING);
  const at = (acr: Acr) => effectiveIn(serviceId, countingAt(acr, counting));
  return { aal1: at('aal1'), aal2: at('aal2') };
}

const without = (names: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...names].filter((name) => !others.has(name)).sort();

/** What a change does for a target, as the difference of what is effective before and after; nothing where it is the same. */
export function differenceAt(
  target: Target,
  serviceId: string,
  { before, after }: { readonly before: Snapshot; readonly after: Snapshot },
): Effect[] {
  const had = effectiveOf(before, target, serviceId);
  const has = effectiveOf(after, target, serviceId);
  const gains = without(has.aal1, had.aal1);
  const loses = without(had.aal1, has.aal1);
  const aal2Gains = without(has.aal2, had.aal2);
  const aal2Loses = without(had.aal2, has.aal2);
  if ([gains, loses, aal2Gains, aal2Loses].every((names) => names.length === 0)) return [];
  const { userId, unitId } = target;
  return [{ userId, ...(unitId !== null && { unitId }), gains, loses, aal2Gains, aal2Loses }];
}
