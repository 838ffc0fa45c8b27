import {
  Inject,
  Injectable,
  Logger,
  type ExecutionContext,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  ACCESS_RULE,
  RATE_CLASS,
  type AccessRule,
  type PrefixLevel,
  type RateClassName,
} from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { StartNotices } from '#libs/operation';
import { limitsConfig } from './limits.config.js';
import { parseRate, type Rate } from '#api/platform/rate-limit';

/** By whom is counted. */
export type Scope = 'address' | 'account' | 'credential';

type Values = ConfigOf<typeof limitsConfig>;
type LimitedClass = Exclude<RateClassName, 'none'>;

/** Guessing, registering and mailing are what networks are kept from; the rest is for whole offices and data centres. */
const GUARDED: ReadonlySet<LimitedClass> = new Set(['login', 'register', 'mail']);
const BY_BEARER: ReadonlySet<RateClassName> = new Set(['read', 'write', 'validate']);
const MULTIPLE_ELSEWHERE = 4;

const WARNING =
  'RATE_LIMIT_ENABLED=false: there are no limits on requests, on guesses of passwords and on mail. Not for production.';

const keyOf = (name: LimitedClass, scope: Scope) =>
  `${name}Per${scope.charAt(0).toUpperCase()}${scope.slice(1)}`;

/**
 * The rate of each class and scope; a class that has none for a scope is not counted by it. Warns at start, on the
 * terminal and in the log, when nothing is limited.
 */
@Injectable()
export class Rates implements OnApplicationBootstrap {
  private readonly logger = new Logger('Limits');
  readonly isEnabled: boolean;
  private readonly rates = new Map<string, Rate>();
  private readonly multiples: Readonly<Record<PrefixLevel, number>>;

  constructor(
    @Inject(limitsConfig.KEY) config: Values,
    private readonly notices: StartNotices,
  ) {
    this.isEnabled = config.enabled;
    const { per24, per56, per48 } = config;
    this.multiples = { '32': 1, '64': 1, '24': per24, '56': per56, '48': per48 };
    for (const [key, value] of Object.entries(config)) {
      const rate = typeof value === 'string' ? parseRate(value) : null;
      if (rate) this.rates.set(key, rate);
    }
  }

  onApplicationBootstrap(): void {
    if (this.isEnabled) return;
    this.logger.warn(WARNING);
    this.notices.add({ label: 'Limits', text: WARNING, level: 'warn' });
  }

  /** How many go on by solved challenges. */
  findSolved(scope: 'address' | 'account'): Rate | null {
    const key = scope === 'address' ? 'loginSolvedPerAddress' : 'loginSolvedPerAccount';
    return this.isEnabled ? (this.rates.get(key) ?? null) : null;
  }

  /** Of all addresses of a network together; `null` when it is not counted. */
  findOfPrefix(name: RateClassName, level: PrefixLevel): Rate | null {
    const rate = this.find(name, 'address');
    if (!rate || name === 'none') return null;
    const multiple = this.multiples[level];
    const isAddress = level === '32' || level === '64';
    const factor = isAddress || GUARDED.has(name) ? 1 : MULTIPLE_ELSEWHERE;
    return multiple === 0 ? null : { ...rate, limit: rate.limit * multiple * factor };
  }

  find(name: RateClassName, scope: Scope): Rate | null {
    if (!this.isEnabled || name === 'none') return null;
    return this.rates.get(keyOf(name, scope)) ?? null;
  }
}

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
