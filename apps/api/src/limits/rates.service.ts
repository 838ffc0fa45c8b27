import { Inject, Injectable } from '@nestjs/common';
import type { RateClassName } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { limitsConfig } from './limits.config.js';
import { parseRate, type Rate } from './rate.js';

/** By whom is counted. */
export type Scope = 'address' | 'account' | 'credential';

type Values = ConfigOf<typeof limitsConfig>;
type LimitedClass = Exclude<RateClassName, 'none'>;

const keyOf = (name: LimitedClass, scope: Scope) =>
  `${name}Per${scope.charAt(0).toUpperCase()}${scope.slice(1)}`;

/** The rate of each class and scope; a class that has none for a scope is not counted by it. */
@Injectable()
export class Rates {
  readonly isEnabled: boolean;
  private readonly rates = new Map<string, Rate>();

  constructor(@Inject(limitsConfig.KEY) config: Values) {
    this.isEnabled = config.enabled;
    for (const [key, value] of Object.entries(config)) {
      const rate = typeof value === 'string' ? parseRate(value) : null;
      if (rate) this.rates.set(key, rate);
    }
  }

  /** How many go on by solved challenges. */
  findSolved(scope: 'address' | 'account'): Rate | null {
    const key = scope === 'address' ? 'loginSolvedPerAddress' : 'loginSolvedPerAccount';
    return this.isEnabled ? (this.rates.get(key) ?? null) : null;
  }

  find(name: RateClassName, scope: Scope): Rate | null {
    if (!this.isEnabled || name === 'none') return null;
    return this.rates.get(keyOf(name, scope)) ?? null;
  }
}
