import type { PrefixLevel, RateClassName } from '#libs/access';
import type { Rate } from '#api/platform/rate-limit';
import type { Scope } from './rates.service.js';
import type { Verdict } from '#api/platform/rate-limit';

/** What a bucket has said of a request. */
export interface Counted {
  readonly rateClass: RateClassName;
  readonly scope: Scope;
  /** Of the network that was counted, when it is wider than one address. */
  readonly network?: PrefixLevel;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly isAdmitted: boolean;
}

/** The bucket's name. */
export const bucketOf = (rateClass: RateClassName, scope: Scope, subject: string) =>
  `rl:${rateClass}:${scope}:${subject}`;

export function toCounted(
  rateClass: RateClassName,
  scope: Scope,
  { limit }: Rate,
  { isAdmitted, used, waitMs }: Verdict,
): Counted {
  const remaining = isAdmitted ? Math.max(0, limit - used) : 0;
  const resetSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  return { rateClass, scope, limit, remaining, resetSeconds, isAdmitted };
}

/** What the answer tells of it. */
export const limitHeaders = ({ limit, remaining, resetSeconds }: Counted) => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': String(resetSeconds),
});
