import { Inject, Injectable } from '@nestjs/common';
import { PREFIX_MULTIPLES, type PrefixLevel } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import { captchaConfig } from '../captcha.config.js';
import { AttackHolds, type Attacked } from './attack-holds.service.js';
import { AttackNotice } from './attack-notice.service.js';
import { FailureCounts, WINDOW_SECONDS } from './failure-counts.service.js';
import { RecentSites } from './recent-sites.js';

/** The scope for which a challenge is required: all sign-ins, a network under attack, or an account under attack. */
export type AttackScope = 'all' | 'network' | 'account';

/** The networks and the account of a request, as keyed hashes: Redis holds no address. */
export interface Origin {
  /** The address and the networks around it, the narrowest first. */
  readonly networks: readonly { readonly level: PrefixLevel; readonly name: string }[];
  /** The same for all forms of an address; `null` when none was sent. */
  readonly account: string | null;
}

/** One site counts for at most this part of the limit for all sign-ins: at least twenty sites are needed. */
const SITES_AT_LEAST = 20;

/** A count goes up by one: it is told once each time that it has reached the limit, by the instance that counted. */
const hasReached = (count: number | undefined, limit: number) =>
  count !== undefined && count % limit === 0;

/**
 * Sees what no account sees by itself: sign-ins that fail in masses. Only wrong passwords that were looked at count: for
 * the address and the networks around it, for the account, and for all together, where a site counts for a part only, so
 * that no few addresses make everybody be asked.
 */
@Injectable()
export class SignInWatch {
  private readonly sites: RecentSites;
  private readonly partOfSite: number;
  private wasOnForAll = false;

  constructor(
    @Inject(captchaConfig.KEY) private readonly config: ConfigOf<typeof captchaConfig>,
    clock: Clock,
    private readonly counts: FailureCounts,
    private readonly holds: AttackHolds,
    private readonly notice: AttackNotice,
  ) {
    this.sites = new RecentSites(clock, WINDOW_SECONDS * 1000);
    const { failuresPerMinute, accountsPerMinute } = config;
    const least = Math.min(failuresPerMinute, accountsPerMinute);
    this.partOfSite = Math.max(1, Math.floor(least / SITES_AT_LEAST));
  }

  /** Whether an attack requires a challenge, and in which scope; never throws. */
  async findScope({ networks, account }: Origin): Promise<AttackScope | null> {
    const names = networks.map(({ name }): Attacked => `n:${name}`);
    const asked: Attacked[] = [
      'all',
      ...names,
      ...(account === null ? [] : [`a:${account}` as const]),
    ];
    const [isOnForAll = false, ...areOn] = await this.holds.areOn(asked);
    if (isOnForAll && !this.wasOnForAll) await this.markSites();
    this.wasOnForAll = isOnForAll;
    if (areOn.slice(0, networks.length).includes(true)) return 'network';
    if (areOn.at(networks.length) === true) return 'account';
    return isOnForAll ? 'all' : null;
  }

  /** Counts a wrong password that was checked; never throws. */
  async failed({ networks, account }: Origin): Promise<void> {
    const site = networks.at(-1)!.name;
    this.sites.add(site);
    const names = networks.map(({ name }) => `n:${name}`);
    const counts = await this.counts.add([...names, ...(account === null ? [] : [`a:${account}`])]);
    const ofAccount = counts.at(networks.length);
    await Promise.all([
      ...networks.map(({ level, name }, index) =>
        this.judgeNetwork(`n:${name}`, this.limitOf(level), counts[index]),
      ),
      account !== null && this.judgeAccount(`a:${account}`, ofAccount),
      (counts[networks.length - 1] ?? 0) <= this.partOfSite && this.judgeAll(ofAccount === 1),
    ]);
  }

  private limitOf(level: keyof typeof PREFIX_MULTIPLES): number {
    return this.config.addressFailuresPerMinute * PREFIX_MULTIPLES[level];
  }

  private async judgeNetwork(
    attacked: Attacked,
    limit: number,
    count: number | undefined,
  ): Promise<void> {
    if (hasReached(count, limit)) await this.begin('network', attacked, { failures: limit, limit });
  }

  private async judgeAccount(attacked: Attacked, count: number | undefined): Promise<void> {
    const limit = this.config.accountFailuresPerMinute;
    if (hasReached(count, limit)) await this.begin('account', attacked, { failures: limit, limit });
  }

  private async judgeAll(isFirstOfAccount: boolean): Promise<void> {
    const { failuresPerMinute, accountsPerMinute } = this.config;
    const names = isFirstOfAccount ? ['all', 'accounts'] : ['all'];
    const [failures = 0, accounts] = await this.counts.add(names);
    if (!hasReached(failures, failuresPerMinute) && !hasReached(accounts, accountsPerMinute))
      return;
    const seen = {
      failures,
      limit: failuresPerMinute,
      ...(accounts !== undefined && { accounts }),
    };
    await this.begin('all', 'all', seen);
    this.wasOnForAll = true;
    await this.markSites();
  }

  private async begin(
    scope: AttackScope,
    attacked: Attacked,
    seen: { readonly failures: number; readonly limit: number; readonly accounts?: number },
  ): Promise<void> {
    await this.holds.begin([attacked]);
    await this.notice.write({ scope, ...seen });
  }

  /** The networks that took part in an attack on all sign-ins are held longer than the others. */
  private async markSites(): Promise<void> {
    const sites = this.sites.drain();
    if (sites.length > 0) await this.holds.begin(sites.map((site): Attacked => `n:${site}`));
  }
}
