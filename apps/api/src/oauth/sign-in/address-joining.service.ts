import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { AccountTakeover } from '#api/auth';
import { AccountFactors } from '#api/factors';
import type { Unit } from '#api/platform/changes';
import { accountDisabled, Users, type User, type UserWithPassword } from '#api/users';
import { linkRequired } from '../oauth.errors.js';
import type { ProviderAnswer, ProviderLogin } from '../providers/provider-answer.js';
import { AddressJoiningStore } from './address-joining.store.js';

/** Whether the provider login joins the account by its address, and whether earlier credentials are revoked first. */
interface Judgement {
  readonly mayJoin: boolean;
  readonly mustCleanse: boolean;
}

/** The provider that alone verifies the address, without being authoritative for it; `null` for an authoritative one. */
export const voucherOf = (provider: string, answer: ProviderAnswer): string | null =>
  answer.isAuthoritative ? null : provider;

/**
 * Decides whether a provider login joins an account by its address, which hands the account over. Only a provider that runs
 * the mailbox knows its present owner; others verified the address once, and mailboxes and domains change their owner.
 */
@Injectable()
export class AddressJoining {
  constructor(
    private readonly users: Users,
    private readonly store: AddressJoiningStore,
    private readonly factors: AccountFactors,
    private readonly takeover: AccountTakeover,
  ) {}

  /**
   * The account after the joining; the caller has locked it.
   * @throws AppError `LINK_REQUIRED`, `ACCOUNT_DISABLED`
   */
  async getJoinable(
    unit: Unit,
    user: UserWithPassword,
    { provider, answer, client }: ProviderLogin,
  ): Promise<UserWithPassword> {
    const { mayJoin, mustCleanse } = await this.judge(unit.tx, user, answer);
    if (!mayJoin) throw linkRequired(user.id);
    if (!user.isActive) throw accountDisabled(user.id);
    if (!mustCleanse) return user;
    const vouchedBy = voucherOf(provider, answer);
    const actor = { kind: 'user', id: user.id } as const;
    return this.takeover.cleanse(unit, user, { actor, provider, client, vouchedBy });
  }

  /**
   * For the account of the address; the caller has locked it. Earlier credentials are revoked first when the address was never
   * verified, or only by a provider that is not authoritative for it. Such a provider joins only an unverified account that
   * was never signed in to and has no role: it is no more than an unconfirmed registration. No provider takes a verified
   * account with a second factor from who uses it: the mailbox alone removes no factor.
   */
  private async judge(tx: Tx, user: User, answer: ProviderAnswer): Promise<Judgement> {
    if (!answer.emailVerified) return { mayJoin: false, mustCleanse: false };
    if (!answer.isAuthoritative) {
      const mayJoin = !user.isEmailVerified && !(await this.store.isInUse(tx, user.id));
      return { mayJoin, mustCleanse: true };
    }
    const isProven = user.isEmailVerified && (await this.users.findVouchedBy(tx, user.id)) === null;
    const mayJoin =
      isProven || !user.isEmailVerified || !(await this.factors.hasSecond(tx, user.id));
    return { mayJoin, mustCleanse: !isProven };
  }
}
