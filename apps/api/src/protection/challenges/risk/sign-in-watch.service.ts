import { Inject, Injectable } from '@nestjs/common';
import { PREFIX_MULTIPLES } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Ephemeral, InProcessEphemeral } from '#libs/ephemeral';
import { Clock } from '#libs/kernel';
import { captchaConfig } from '../captcha.config.js';
import {
  AttackHolds,
  partsOf,
  WINDOW_SECONDS,
  type Attacked,
  type Origin,
} from './attack-holds.service.js';
import { AttackNotice, type SuspectedAttack } from './attack-notice.service.js';

/** One site counts for at most this part of the limit for all sign-ins: at least twenty sites are needed. */
const SITES_AT_LEAST = 20;

/** A count grows by one: it is reported each time that it reaches a multiple of the limit, by the instance that counted. */
const hasReached = (count: number | undefined, limit: number) =>
  count !== undefined && count % limit === 0;

/**
 * Detects sign-ins that fail in masses, which the back-off of one account does not show. Wrong passwords that were compared
 * count for the address and the networks around it, for the account, and for all sign-ins together. There a site counts
 * only up to a limit, so that few addresses cannot cause challenges for every caller.
 */
@Injectable()
export class SignInWatch {
  private readonly own: InProcessEphemeral;
  private readonly partOfSite: number;

  constructor(
    @Inject(captchaConfig.KEY) private readonly config: ConfigOf<typeof captchaConfig>,
    @Inject(Ephemeral) private readonly shared: Ephemeral,
    private readonly holds: AttackHolds,
    private readonly notice: AttackNotice,
    clock: Clock,
  ) {
    this.own = new InProcessEphemeral(clock);
    this.own.usePrefix();
    const { failuresPerMinute, accountsPerMinute } = config;
    const least = Math.min(failuresPerMinute, accountsPerMinute);
    this.partOfSite = Math.max(1, Math.floor(least / SITES_AT_LEAST));
  }

  /** Counts a wrong password that was compared; never throws. */
  async failed(origin: Origin): Promise<void> {
    const { networks, account } = origin;
    this.holds.noteSite(networks.at(-1)!.name);
    const counts = await this.count(partsOf(origin));
    const ofAccount = counts.at(networks.length);
    await Promise.all([
      ...networks.map(({ level, name }, index) =>
        this.judgeNetwork(`n:${name}`, this.limitOf(level), counts[index]),
      ),
      account !== null && this.judgeAccount(`a:${account}`, ofAccount),
      (counts[networks.length - 1] ?? 0) <= this.partOfSite && this.judgeAll(ofAccount === 1),
    ]);
  }

  /**
   * Adds one to each count and answers the counts within the minute that began with the first failure: over all instances,
   * or in this process while Redis cannot be used. Never throws.
   */
  private async count(names: readonly string[]): Promise<number[]> {
    const keys = names.map((name) => `captcha:failures:${name}`);
    return this.shared
      .incrementMany(keys, WINDOW_SECONDS)
      .catch(() => this.own.incrementMany(keys, WINDOW_SECONDS));
  }

  private limitOf(level: keyof typeof PREFIX_MULTIPLES): number {
    return this.config.addressFailuresPerMinute * PREFIX_MULTIPLES[level];
  }

  private async judgeNetwork(
    attacked: Attacked,
    limit: number,
    count: number | undefined,
  ): Promise<void> {
    if (hasReached(count, limit))
      await this.begin(attacked, { scope: 'network', failures: limit, limit });
  }

  private async judgeAccount(attacked: Attacked, count: number | undefined): Promise<void> {
    const limit = this.config.accountFailuresPerMinute;
    if (hasReached(count, limit))
      await this.begin(attacked, { scope: 'account', failures: limit, limit });
  }

  private async judgeAll(isFirstOfAccount: boolean): Promise<void> {
    const { failuresPerMinute: limit, accountsPerMinute } = this.config;
    const names = isFirstOfAccount ? ['all', 'accounts'] : ['all'];
    const [failures = 0, accounts] = await this.count(names);
    if (!hasReached(failures, limit) && !hasReached(accounts, accountsPerMinute)) return;
    const known = accounts !== undefined && { accounts };
    await this.begin('all', { scope: 'all', failures, limit, ...known });
  }

  private async begin(attacked: Attacked, attack: SuspectedAttack): Promise<void> {
    await this.holds.begin(attacked);
    await this.notice.write(attack);
  }
}
