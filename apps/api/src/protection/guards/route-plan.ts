import {
  ACCESS_RULE,
  requiresMore,
  routeFactsOf,
  type AccessRule,
  type PermissionRule,
} from '#libs/access';
import { isCoarse, limitsDeclaredBy, type DeclaredLimits } from '#api/protection/limits';

/** What the handler of a route declares: what every request to it needs is decided by it. */
export interface RoutePlan extends DeclaredLimits {
  readonly handler: object;
  readonly rule: AccessRule;
}

/** `null` for a handler that declares no access. */
export function planOf(handler: object): RoutePlan | null {
  const rule = Reflect.getMetadata(ACCESS_RULE, handler) as AccessRule | undefined;
  return rule ? { handler, rule, ...limitsDeclaredBy(handler) } : null;
}

/**
 * Whether requests of a route can be admitted before its guards: nothing of it is decided by a challenge, by an exact
 * limit or by what has to be looked up.
 */
export function canPrepare({ handler, rule, rateClass }: RoutePlan): boolean {
  const { signsIn, signsInWhenNamed } = routeFactsOf(handler);
  if (signsIn !== undefined || signsInWhenNamed === true) return false;
  if (!isCoarse(rateClass)) return false;
  switch (rule.kind) {
    case 'public':
      return true;
    case 'signed-in':
      return !requiresMore(rule);
    case 'permission':
      return !requiresMore(rule) && !needsLookUp(rule);
    case 'app-token':
      return rule.scopes.length === 0;
  }
}

/** Whether the service of the call has to be looked up, or what the caller holds at a unit. */
const needsLookUp = ({ service, unit }: PermissionRule) =>
  unit !== undefined || /^(?:role|token|permission):/.test(service ?? '');
