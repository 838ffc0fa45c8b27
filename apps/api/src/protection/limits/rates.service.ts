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
import { classLimit, type ClassLimit, type Scope } from './class-limit.js';
import { limitsConfig } from './limits.config.js';
import { parseRate, type Rate } from '#api/platform/rate-limit';

type Values = ConfigOf<typeof limitsConfig>;
type LimitedClass = Exclude<RateClassName, 'none'>;

/** Guessing, registering and mailing are what networks are kept from; the rest is for whole offices and data centres. */
const GUARDED: ReadonlySet<LimitedClass> = new Set(['login', 'register', 'mail']);
const BY_BEARER: ReadonlySet<RateClassName> = new Set(['read', 'write', 'validate']);
const MULTIPLE_ELSEWHERE = 4;

const WARNING =
  'RATE_LIMIT_ENABLED=false: there are no limits on requests, on guesses of passwords and on mail. Not for production.';

const CLASSES: readonly LimitedClass[] = ['login', 'register', 'mail', 'token', 'read', 'write', 'validate']; // prettier-ignore
export const SCOPES: readonly Scope[] = ['address', 'account', 'credential'];
const LEVELS: readonly PrefixLevel[] = ['32', '24', '64', '56', '48'];

/** The limits of one class. */
interface ClassLimits {
  readonly scopes: Partial<Record<Scope, ClassLimit>>;
  readonly networks: Partial<Record<PrefixLevel, ClassLimit>>;
}

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
  private readonly classes: Partial<Record<RateClassName, ClassLimits>> = {};
  private readonly solved: Record<'address' | 'account', Rate | null>;

  constructor(
    @Inject(limitsConfig.KEY) config: Values,
    private readonly notices: StartNotices,
  ) {
    this.isEnabled = config.enabled;
    const { loginSolvedPerAddress, loginSolvedPerAccount } = config;
    this.solved = {
      address: this.rateFrom(loginSolvedPerAddress),
      account: this.rateFrom(loginSolvedPerAccount),
    };
    for (const name of CLASSES) this.classes[name] = this.limitsOf(name, config);
  }

  onApplicationBootstrap(): void {
    if (this.isEnabled) return;
    this.logger.warn(WARNING);
    this.notices.add({ label: 'Limits', text: WARNING, level: 'warn' });
  }

  /** How many go on by solved challenges. */
  findSolved(scope: 'address' | 'account'): Rate | null {
    return this.solved[scope];
  }

  find(name: RateClassName, scope: Scope): Rate | null {
    return this.limitOf(name, scope)?.rate ?? null;
  }

  limitOf(name: RateClassName, scope: Scope): ClassLimit | null {
    return this.classes[name]?.scopes[scope] ?? null;
  }

  /** Of all addresses of a network together; `null` when it is not counted. */
  limitOfNetwork(name: RateClassName, level: PrefixLevel): ClassLimit | null {
    return this.classes[name]?.networks[level] ?? null;
  }

  private limitsOf(name: LimitedClass, config: Values): ClassLimits {
    const limits: ClassLimits = { scopes: {}, networks: {} };
    for (const scope of SCOPES) {
      const rate = this.rateFrom(config[keyOf(name, scope) as keyof Values]);
      if (rate) limits.scopes[scope] = classLimit(name, scope, rate);
    }
    const { address } = limits.scopes;
    for (const level of address ? LEVELS : []) {
      const multiple = multipleOf(name, level, config);
      const rate = address && { ...address.rate, limit: address.rate.limit * multiple };
      if (rate && multiple > 0) limits.networks[level] = classLimit(name, 'address', rate, level);
    }
    return limits;
  }

  private rateFrom(value: unknown): Rate | null {
    return this.isEnabled && typeof value === 'string' ? (parseRate(value) ?? null) : null;
  }
}

/** How many times the limit of one address a network of this level has; 0 when it is not counted. */
function multipleOf(name: LimitedClass, level: PrefixLevel, config: Values): number {
  const { per24, per56, per48 } = config;
  if (level === '32' || level === '64') return 1;
  const multiple = { '24': per24, '56': per56, '48': per48 }[level];
  return multiple * (GUARDED.has(name) ? 1 : MULTIPLE_ELSEWHERE);
}

/** What a handler declares about its limits. */
export interface DeclaredLimits {
  readonly rateClass: RateClassName;
  /**
   * Whether the call rests on a secret that nobody can guess. Its address then counts only what was looked at and
   * refused: a flood of bad secrets never refuses a good one from the same network.
   */
  readonly isCountedWhenRefused: boolean;
}

/** Metadata does not change after start, and is asked several times in each request. */
const declared = new WeakMap<object, DeclaredLimits>();

export function limitsDeclaredBy(handler: object): DeclaredLimits {
  const known = declared.get(handler);
  if (known) return known;
  const rateClass = (Reflect.getMetadata(RATE_CLASS, handler) as RateClassName | undefined) ?? 'read'; // prettier-ignore
  const rule = Reflect.getMetadata(ACCESS_RULE, handler) as AccessRule | undefined;
  const restsOnBearer = BY_BEARER.has(rateClass) && rule?.kind !== 'public';
  const read = { rateClass, isCountedWhenRefused: rateClass === 'token' || restsOnBearer };
  declared.set(handler, read);
  return read;
}

/** What the handler declares; one that declares nothing counts as a reading. */
export const rateClassOf = (context: ExecutionContext): RateClassName =>
  limitsDeclaredBy(context.getHandler()).rateClass;

export const isCountedWhenRefused = (context: ExecutionContext): boolean =>
  limitsDeclaredBy(context.getHandler()).isCountedWhenRefused;
