import type { AccessPlan, UnitRule } from './access-rules.js';
import type { GuardEngine } from './core/engine.js';
import type { LeveledSet } from './core/permission-sets.js';
import { hasRoleAt, holdsAt, type UnitPath } from './core/unit-rights.js';
import { toUnitId } from './core/unit-tree.js';
import { missingAtUnit, secondFactorRequired } from './errors.js';
import type { GatehouseUser } from './types.js';
import type { UnitSource } from './unit-source.js';

/** What a call names as a unit, whatever it is. */
export type NamedUnits = (source: UnitSource) => unknown;

const NOWHERE: UnitPath = [];

/** The names that the user lacks; empty if the rule holds. */
function missingOf(
  { kind, names }: UnitRule,
  set: LeveledSet,
  path: UnitPath,
  acr: string | undefined,
): readonly string[] {
  const holds = kind === 'roles' ? hasRoleAt : holdsAt;
  if (kind === 'permissions') return names.filter((name) => !holds(set, name, path, acr));
  return names.some((name) => holds(set, name, path, acr)) ? [] : names;
}

/** Whether the set allows something at some unit that it does not allow without one; else no path need be known. */
const mayDependOnUnit = (set: LeveledSet): boolean => (set.atUnits?.roles.length ?? 0) > 0;

/** @throws Refusal which names what is missing, and the unit */
function assertRuleAt(
  rule: UnitRule,
  set: LeveledSet,
  { path, unit, acr }: { path: UnitPath; unit: string | null; acr: string | undefined },
): void {
  const missing = missingOf(rule, set, path, acr);
  if (missing.length === 0) return;
  if (missingOf(rule, set, path, 'aal2').length === 0) throw secondFactorRequired(missing);
  throw missingAtUnit(rule, missing, unit);
}

/**
 * Asserts the rules about what may be held at a unit. A unit that is not named, named twice or malformed is none: then only what
 * is held without a unit counts.
 * @throws Refusal
 */
export async function assertAtUnits(
  engine: GuardEngine,
  { atUnits, isLive: live }: AccessPlan,
  { id, acr }: Pick<GatehouseUser, 'id'> & { readonly acr?: string | undefined },
  unitNamed: NamedUnits,
): Promise<void> {
  const set = await engine.units.rightsAt(id, { live });
  for (const rule of atUnits) {
    const unit = toUnitId(unitNamed(rule.at));
    const asks = unit !== null && mayDependOnUnit(set);
    const path = asks ? await engine.units.pathOf(unit, { live }) : NOWHERE;
    assertRuleAt(rule, set, { path, unit, acr });
  }
}

/** The warm path: `true` only if the rules are known to hold; it never refuses. */
export function isAllowedAtUnits(
  engine: GuardEngine,
  { atUnits }: AccessPlan,
  acr: string | undefined,
  set: LeveledSet | undefined,
  unitNamed: NamedUnits,
): boolean {
  if (set === undefined) return false;
  for (const rule of atUnits) {
    const unit = toUnitId(unitNamed(rule.at));
    const path = unit === null ? NOWHERE : (engine.units.peek(unit) ?? NOWHERE);
    if (missingOf(rule, set, path, acr).length > 0) return false;
  }
  return true;
}

/** For the key of a stream: the same handler at another unit is another rule. */
export const unitsIn = ({ atUnits }: AccessPlan, unitNamed: NamedUnits): string =>
  atUnits.map(({ at }) => toUnitId(unitNamed(at)) ?? '').join(' ');
