import type { PrefixLevel, RateClassName } from '#libs/access';
import type { Bucket, Rate, Verdict } from '#api/platform/rate-limit';

/** By whom is counted. */
export type Scope = 'address' | 'account' | 'credential';

/** The limit of a class by one scope, prepared at start. */
export interface ClassLimit {
  readonly rateClass: RateClassName;
  readonly scope: Scope;
  /** Of a network that is wider than one address. */
  readonly network: PrefixLevel | null;
  readonly rate: Rate;
  /** Of the names of its buckets. */
  readonly prefix: string;
  /** The number, as it is told in a header. */
  readonly text: string;
}

/** One subject's bucket of a limit. */
export interface LimitBucket extends Bucket {
  readonly of: ClassLimit;
}

const isAddress = (level: PrefixLevel) => level === '32' || level === '64';

export function classLimit(
  rateClass: RateClassName,
  scope: Scope,
  rate: Rate,
  level?: PrefixLevel,
): ClassLimit {
  const network = level === undefined || isAddress(level) ? null : level;
  const prefix = `rl:${rateClass}:${scope}:`;
  return { rateClass, scope, network, rate, prefix, text: String(rate.limit) };
}

export const bucketOf = (of: ClassLimit, subject: string): LimitBucket => ({
  key: of.prefix + subject,
  rate: of.rate,
  of,
});

export const remainingOf = ({ rate }: ClassLimit, { isAdmitted, used }: Verdict): number =>
  isAdmitted ? Math.max(0, rate.limit - used) : 0;

export const resetSecondsOf = ({ waitMs }: Verdict): number =>
  Math.max(1, Math.ceil(waitMs / 1000));
