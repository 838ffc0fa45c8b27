import type { ExecutionContext } from '@nestjs/common';
import { ACCESS_RULE, RATE_CLASS, type AccessRule, type RateClassName } from '#libs/access';

const BY_BEARER: ReadonlySet<RateClassName> = new Set(['read', 'write', 'validate']);

/** What the handler declares; one that declares nothing counts as a reading. */
export function rateClassOf(context: ExecutionContext): RateClassName {
  const declared = Reflect.getMetadata(RATE_CLASS, context.getHandler()) as
    | RateClassName
    | undefined;
  return declared ?? 'read';
}

/**
 * Whether the call rests on a secret that nobody can guess. Its address then counts only what was looked at and
 * refused: a flood of bad secrets never refuses a good one from the same network.
 */
export function isCountedWhenRefused(context: ExecutionContext): boolean {
  const rateClass = rateClassOf(context);
  if (rateClass === 'token') return true;
  const rule = Reflect.getMetadata(ACCESS_RULE, context.getHandler()) as AccessRule | undefined;
  return BY_BEARER.has(rateClass) && rule?.kind !== 'public';
}
