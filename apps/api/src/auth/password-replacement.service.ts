import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { UnitOfWork } from '#api/platform/changes';
import { OneTimeTokensService, UsersStore } from '#api/users';
import { accountGone, invalidResetToken, wrongCurrentPassword } from './auth.errors.js';
import { PasswordAftermath } from './password-aftermath.service.js';
import { WaysIn, type ReviewedWaysIn } from './ways-in.service.js';

export interface ProvenChange {
  readonly principal: Principal;
  /** The hash that the current password was compared with. */
  readonly from: string;
  /** The new password's hash. */
  readonly to: string;
  readonly client: ClientInfo;
}

/** Stores new passwords, each with all that follows from it or not at all. */
@Injectable()
export class PasswordReplacement {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersStore,
    private readonly tokens: OneTimeTokensService,
    private readonly waysIn: WaysIn,
    private readonly aftermath: PasswordAftermath,
  ) {}

  /**
   * Uses the mailed token up. Its bearer reads the account's mail, so the address is verified, too. Ways in that were added
   * lately go, unless they are to be kept; were the address not verified before, then all identities: no provider has
   * vouched for it, and the holder of one may be a stranger.
   * @throws AppError `INVALID_RESET_TOKEN`
   */
  async byToken(
    token: string,
    to: string,
    { keep, client }: { readonly keep: readonly string[]; readonly client: ClientInfo },
  ): Promise<ReviewedWaysIn> {
    return this.unitOfWork.run(async (unit) => {
      const owner = await this.tokens.consume(unit.tx, 'reset_password', token);
      const user = owner && (await this.users.findById(unit.tx, owner.userId));
      if (!user?.isActive) throw invalidResetToken();
      const reviewed = await this.waysIn.review(unit.tx, user, keep, client);
      await this.users.setPassword(unit.tx, user.id, to);
      const isFirstProof = await this.users.markVerified(unit.tx, user.id);
      await this.users.markProven(unit.tx, user.id);
      if (isFirstProof) unit.changed({ kind: 'user_changed', userId: user.id });
      const actor = { kind: 'anonymous' } as const;
      await this.aftermath.settle(unit, {
        user,
        reason: 'password_reset',
        actor,
        client,
        reviewed,
      });
      return reviewed;
    });
  }

  /** @throws AppError `WRONG_CURRENT_PASSWORD` when it was changed meanwhile */
  async bySelf({ principal, from, to, client }: ProvenChange): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const { userId, sessionId } = principal;
      const user = await this.users.findForUpdate(unit.tx, userId);
      if (!user?.isActive) throw accountGone();
      if (user.password !== from) throw wrongCurrentPassword('current_password');
      await this.users.setPassword(unit.tx, userId, to, sessionId);
      await this.aftermath.settle(unit, {
        user,
        reason: 'password_changed',
        actor: { kind: 'user', id: userId, sessionId },
        client,
        exceptSessionId: sessionId,
      });
    });
  }
}
