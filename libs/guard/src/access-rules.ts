import type { AcrValue } from './types.js';
import type { UnitSource } from './unit-source.js';

interface Named {
  readonly names: readonly string[];
  /** Where a call names the unit at which they may be held, too. */
  readonly at?: UnitSource | undefined;
}

/** A rule about what may be held at a unit. */
export interface UnitRule extends Named {
  readonly kind: 'permissions' | 'any-permission' | 'roles';
  readonly at: UnitSource;
}

/** One declaration on a class or a method. */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'optional' }
  | { readonly kind: 'signed-in' }
  | (Named & { readonly kind: 'permissions' })
  | (Named & { readonly kind: 'any-permission' })
  | (Named & { readonly kind: 'roles' })
  | { readonly kind: 'self-or'; readonly permission: string; readonly parameter: string }
  | { readonly kind: 'app-token'; readonly scopes: readonly string[] }
  | { readonly kind: 'live' }
  | { readonly kind: 'acr'; readonly value: AcrValue }
  | { readonly kind: 'recent-login'; readonly seconds: number };

export const ACCESS_RULES = 'gatehouse:access-rules';

/** The combined rules of a handler and its class. */
export interface AccessPlan {
  /** `false`: no rule was declared, and a signed-in user is required. */
  readonly isDeclared: boolean;
  readonly caller: 'anybody' | 'user' | 'app';
  /** A caller without a token is admitted as anonymous. */
  readonly isOptional: boolean;
  readonly allOf: readonly string[];
  readonly anyOf: readonly (readonly string[])[];
  readonly roles: readonly (readonly string[])[];
  readonly selfOr: readonly { readonly permission: string; readonly parameter: string }[];
  /** What may be held at a unit that the call names; the other lists are about what is held without a unit. */
  readonly atUnits: readonly UnitRule[];
  readonly scopes: readonly string[];
  readonly isLive: boolean;
  readonly recentSeconds: number | null;
  /** The level that is required; `null`: any. */
  readonly acr: 'aal2' | null;
  /** Only permissions, roles and a level are required of a user, so the warm path can decide. */
  readonly isSimple: boolean;
}

type Of<K extends AccessRule['kind']> = Extract<AccessRule, { kind: K }>;

const isAtUnit = (rule: AccessRule): rule is UnitRule & AccessRule =>
  'at' in rule && rule.at !== undefined;

const only = <K extends AccessRule['kind']>(rules: readonly AccessRule[], kind: K): Of<K>[] =>
  rules.filter((rule): rule is Of<K> => rule.kind === kind);

/** Rules that require something of the caller. */
const DEMANDING: ReadonlySet<AccessRule['kind']> = new Set([
  'signed-in',
  'permissions',
  'any-permission',
  'roles',
  'self-or',
  'app-token',
  'live',
  'acr',
  'recent-login',
]);

/** Rules that only a user can satisfy. */
const OF_USERS: ReadonlySet<AccessRule['kind']> = new Set([
  'optional',
  'signed-in',
  'permissions',
  'any-permission',
  'roles',
  'self-or',
  'acr',
  'recent-login',
]);

/** Thrown for a handler whose declarations cannot all hold. */
export class ContradictoryAccess extends Error {
  constructor(handler: string, why: string) {
    super(`${handler}: ${why}`);
    this.name = 'ContradictoryAccess';
  }
}

/**
 * Combines the rules of class and method. `@Public` on the method overrides those of the class; `@Public` on the class
 * applies only to methods without requirements.
 * @throws ContradictoryAccess
 */
export function planAccess(
  handler: string,
  classRules: readonly AccessRule[],
  methodRules: readonly AccessRule[],
): AccessPlan {
  const rules = [...classRules, ...methodRules];
  if (isPublic(handler, classRules, methodRules)) return toPlan([], 'anybody', true);
  const demands = rules.filter(({ kind }) => DEMANDING.has(kind));
  const isForApps = demands.some(({ kind }) => kind === 'app-token');
  if (isForApps && rules.some(({ kind }) => OF_USERS.has(kind))) {
    const why = '@AppToken and a rule for users cannot both hold: a call carries one credential';
    throw new ContradictoryAccess(handler, why);
  }
  return toPlan(rules, isForApps ? 'app' : 'user', rules.length > 0);
}

function isPublic(
  handler: string,
  classRules: readonly AccessRule[],
  methodRules: readonly AccessRule[],
): boolean {
  const methodDemands = methodRules.some(({ kind }) => DEMANDING.has(kind));
  if (only(methodRules, 'public').length > 0) {
    if (methodDemands) {
      throw new ContradictoryAccess(handler, '@Public and a demand stand on the same method');
    }
    return true;
  }
  const isOnClass = only(classRules, 'public').length > 0;
  if (isOnClass && classRules.some(({ kind }) => DEMANDING.has(kind))) {
    throw new ContradictoryAccess(handler, '@Public and a demand stand on the same class');
  }
  return isOnClass && !methodDemands && only(methodRules, 'optional').length === 0;
}

function toPlan(
  rules: readonly AccessRule[],
  caller: AccessPlan['caller'],
  isDeclared: boolean,
): AccessPlan {
  const hasDemand = rules.some(({ kind }) => DEMANDING.has(kind) && kind !== 'live');
  const isOptional = !hasDemand && only(rules, 'optional').length > 0;
  const recent = only(rules, 'recent-login').map(({ seconds }) => seconds);
  const selfOr = only(rules, 'self-or');
  const everywhere = rules.filter((rule) => !isAtUnit(rule));
  const roles = only(everywhere, 'roles').map(({ names }) => names);
  const isLive = only(rules, 'live').length > 0;
  return {
    isDeclared,
    caller,
    isOptional,
    allOf: [...new Set(only(everywhere, 'permissions').flatMap(({ names }) => names))],
    anyOf: only(everywhere, 'any-permission').map(({ names }) => names),
    roles,
    selfOr,
    atUnits: rules.filter(isAtUnit),
    scopes: [...new Set(only(rules, 'app-token').flatMap(({ scopes }) => scopes))],
    isLive,
    acr: only(rules, 'acr').some(({ value }) => value === 'aal2') ? 'aal2' : null,
    recentSeconds: recent.length > 0 ? Math.min(...recent) : null,
    isSimple: caller === 'user' && !isLive && recent.length === 0 && selfOr.length === 0,
  };
}
