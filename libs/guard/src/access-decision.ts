import type { AccessPlan } from './access-rules.js';
import { looksLikeAppToken } from './core/app-token-format.js';
import { secondsOf, type Clock } from './core/clock.js';
import type { GuardEngine } from './core/engine.js';
import { assertAtUnits, type NamedUnits } from './access-at-units.js';
import { countingAt, type LeveledSet, type PermissionSet } from './core/permission-sets.js';
import {
  anyPermissionMissing,
  insufficientAuthentication,
  invalidToken,
  permissionsMissing,
  recentLoginRequired,
  Refusal,
  roleMissing,
  secondFactorRequired,
  unauthenticated,
} from './errors.js';
import type { Identity } from './identity.js';
import type { GatehouseUser } from './types.js';

/** The parts of a call that decide access. */
export interface AccessRequest {
  readonly token: string | undefined;
  /** Address of the caller; `undefined` if the transport does not provide it. */
  readonly address: () => string | undefined;
  readonly parameter: (name: string) => unknown;
  /** What the call names as a unit. */
  readonly unit: NamedUnits;
}

const ANONYMOUS: Identity = Object.freeze({});

/**
 * Decides whether a plan allows a call.
 * @throws Refusal
 */
export async function decideAccess(
  engine: GuardEngine,
  clock: Clock,
  plan: AccessPlan,
  request: AccessRequest,
): Promise<Identity> {
  const { token } = request;
  if (plan.caller === 'anybody') return ANONYMOUS;
  if (plan.caller === 'app') return decideApp(engine, plan, request);
  if (token === undefined) {
    if (plan.isOptional) return ANONYMOUS;
    throw unauthenticated();
  }
  if (looksLikeAppToken(token)) throw invalidToken('This call is for users, not for services');
  const { user, rights } = await engine.admit(token, { live: plan.isLive });
  assertAuthenticated(plan, user, clock);
  if (asksForRights(plan, user, request)) {
    const set = rights ?? (await engine.rightsOf(user.id));
    assertAtLevel(user.acr, set, (counting) => assertRights(plan, user, request, counting));
  }
  if (plan.atUnits.length > 0) await assertAtUnits(engine, plan, user, request.unit);
  return { user };
}

async function decideApp(
  engine: GuardEngine,
  plan: AccessPlan,
  { token, address }: AccessRequest,
): Promise<Identity> {
  if (token === undefined) throw unauthenticated('an application token');
  if (!looksLikeAppToken(token)) throw invalidToken('This call is for services, not for users');
  const shown = { live: plan.isLive, address: address() };
  return { app: await engine.admitApp(token, shown, plan.scopes) };
}

/** Each refusal names all that is required, so that one step-up meets it. */
function assertAuthenticated(plan: AccessPlan, user: GatehouseUser, clock: Clock): void {
  const { acr, recentSeconds } = plan;
  if (!hasLevel(plan, user)) throw insufficientAuthentication(plan);
  if (recentSeconds === null || secondsOf(clock) - user.authTime <= recentSeconds) return;
  throw recentLoginRequired({ acr, recentSeconds });
}

/** Whether the user was authenticated at the level of the plan. */
export const hasLevel = ({ acr }: AccessPlan, user: GatehouseUser): boolean =>
  acr === null || user.acr === acr;

/** A repeated parameter arrives as a list, which matches no user. */
const isSelf = (user: GatehouseUser, request: AccessRequest, parameter: string): boolean =>
  request.parameter(parameter) === user.id;

/** Which of the plan's self-exceptions allow this call; each combination depends on different permissions. */
export const selfExceptionsIn = (
  plan: AccessPlan,
  user: GatehouseUser,
  request: AccessRequest,
): string =>
  plan.selfOr.map(({ parameter }) => (isSelf(user, request, parameter) ? '1' : '0')).join('');

function asksForRights(plan: AccessPlan, user: GatehouseUser, request: AccessRequest): boolean {
  const { allOf, anyOf, roles, selfOr } = plan;
  if (allOf.length + anyOf.length + roles.length > 0) return true;
  return selfOr.some(({ parameter }) => !isSelf(user, request, parameter));
}

function assertRights(
  plan: AccessPlan,
  user: GatehouseUser,
  request: AccessRequest,
  { permissions, roles }: PermissionSet,
): void {
  const missing = plan.allOf.filter((name) => !permissions.has(name));
  for (const { permission, parameter } of plan.selfOr) {
    if (!permissions.has(permission) && !isSelf(user, request, parameter)) missing.push(permission);
  }
  if (missing.length > 0) throw permissionsMissing([...new Set(missing)]);
  const any = plan.anyOf.find((names) => !names.some((name) => permissions.has(name)));
  if (any) throw anyPermissionMissing(any);
  const role = plan.roles.find((names) => !names.some((name) => roles.has(name)));
  if (role) throw roleMissing(role);
}

/**
 * Asserts something of what counts in a session of the level.
 * @throws Refusal `INSUFFICIENT_AUTHENTICATION` if only the second factor is missing; else what `assert` throws
 */
export function assertAtLevel(
  acr: string | undefined,
  set: LeveledSet,
  assert: (counting: PermissionSet) => void,
): void {
  const refusal = refusalBy(() => assert(countingAt(acr, set)));
  if (!refusal) return;
  const isEnoughAtAal2 = set.aal2 !== set && !refusalBy(() => assert(set.aal2));
  throw isEnoughAtAal2 ? secondFactorRequired(refusal.missing ?? []) : refusal;
}

function refusalBy(assert: () => void): Refusal | null {
  try {
    assert();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** The warm path: `true` only if every requirement of the plan is known to hold; it never refuses. */
export function isPlainlyAllowed(
  plan: AccessPlan,
  { acr }: GatehouseUser,
  leveled: LeveledSet | undefined,
): boolean {
  const { allOf, anyOf, roles } = plan;
  if (allOf.length + anyOf.length + roles.length === 0) return true;
  if (leveled === undefined) return false;
  const set = countingAt(acr, leveled);
  for (const name of allOf) if (!set.permissions.has(name)) return false;
  for (const names of anyOf) if (!names.some((name) => set.permissions.has(name))) return false;
  for (const names of roles) if (!names.some((name) => set.roles.has(name))) return false;
  return true;
}
