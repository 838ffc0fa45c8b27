import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { SignInLinks } from '#api/protection/risk';
import type { AccountFactorsPort } from '#api/users/proofs';
import type { MadeFactor, OfferedFactor, RecentFactor } from './factor.js';
import { FactorCounters } from './factor-counters.js';
import { FactorsStore, type Making } from './factors.store.js';

/** Longer than the clocks of instances may differ. */
const CLOCKS_MS = 3_600_000;

/** Which factors an account has. One whose enrolment is not finished does not count. */
@Injectable()
export class AccountFactors implements AccountFactorsPort {
  constructor(
    private readonly store: FactorsStore,
    private readonly counters: FactorCounters,
    private readonly links: SignInLinks,
  ) {}

  /** The factors that count, the oldest first; empty for an account without a second factor, also when it has recovery codes. */
  async list(tx: Tx, userId: string): Promise<readonly OfferedFactor[]> {
    const factors = await this.store.listConfirmed(tx, userId);
    return factors.some(({ type }) => type !== 'recovery_codes') ? factors : [];
  }

  /** Those that began to count since, the oldest first. */
  listMade(tx: Tx, userId: string, since: Date): Promise<readonly RecentFactor[]> {
    return this.store.listMade(tx, userId, since);
  }

  /** Whether the account has a second factor: an authenticator app or a passkey. */
  hasSecond(tx: Tx, userId: string): Promise<boolean> {
    return this.store.hasSecond(tx, userId);
  }

  /**
   * Removes every factor and unfinished enrolment: of an account that is given to the owner of its address, after somebody
   * else may have enrolled them. Answers how many counted.
   */
  async removeAll(tx: Tx, userId: string): Promise<number> {
    return (await this.store.removeAll(tx, userId)).length;
  }

  /**
   * Removes what a stranger has enrolled: the factors that were made in the sessions or since the moment, but none of more than a
   * week: the owner has had a mail about each, and who reads the mails of an account must not be able to take its factors.
   * Recovery codes are nothing without a second factor. Answers those that counted. The caller has locked the account.
   */
  async removeMade(
    tx: Tx,
    userId: string,
    making: Omit<Making, 'countingSince'>,
  ): Promise<readonly MadeFactor[]> {
    const countingSince = new Date(this.links.deniableSince.getTime() - CLOCKS_MS);
    const removed = await this.store.removeMade(tx, userId, { ...making, countingSince });
    if (!(await this.store.hasSecond(tx, userId))) await this.store.removeRecoveryCodes(tx, userId);
    for (const { type } of removed) this.counters.count(type, 'removed');
    return removed;
  }
}
