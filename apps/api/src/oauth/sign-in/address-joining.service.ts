import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { AccountTakeover } from '#api/auth';
import type { Unit } from '#api/platform/changes';
import { accountDisabled, Users, type User, type UserWithPassword } from '#api/users';
import { linkRequired } from '../oauth.errors.js';
import type { ProviderAnswer } from '../providers/provider-answer.js';
import type { ProviderLogin } from './provider-login.js';
import { AddressJoiningStore } from './address-joining.store.js';

/** Whether an account is joined by its address, and whether all is removed first that others may have left in it. */
interface Judgement {
  readonly mayJoin: boolean;
  readonly mustCleanse: boolean;
}

/** On whose word alone an address is verified, where that is no authority for it; `null`: it is proven. */
export const voucherOf = (provider: string, answer: ProviderAnswer): string | null =>
  answer.isAuthoritative ? null : provider;

/**
 * To join an account by its address is to hand it over, whatever it is signed in to by. Only who runs the mailbox may say
 * whose it is today; others have asked once, and mailboxes and domains change hands.
 */
@Injectable()
export class AddressJoining {
  constructor(
    private readonly users: Users,
    private readonly store: AddressJoiningStore,
    private readonly takeover: AccountTakeover,
  ) {}

  /**
   * The account, held by the caller, as it is joined.
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
   * Of an account at the address that the provider names, which the caller holds. One whose address was never verified, or
   * on the word of no authority alone, is cleansed first. By no authority only an account is joined that nobody has ever
   * used and that holds no role: what is there is a registration that nobody has confirmed, and nothing to hand over.
   */
  private async judge(tx: Tx, user: User, answer: ProviderAnswer): Promise<Judgement> {
    if (!answer.emailVerified) return { mayJoin: false, mustCleanse: false };
    if (!answer.isAuthoritative) {
      const mayJoin = !user.isEmailVerified && !(await this.store.isInUse(tx, user.id));
      return { mayJoin, mustCleanse: true };
    }
    const isProven = user.isEmailVerified && (await this.users.findVouchedBy(tx, user.id)) === null;
    return { mayJoin: true, mustCleanse: !isProven };
  }
}
