import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { UnitOfWork } from '#api/changes';
import { IdentitiesStore } from '#api/identities';
import { OneTimeTokensService, UsersStore } from '#api/users';
import { accountGone, invalidResetToken, wrongCurrentPassword } from './auth.errors.js';
import { PasswordAftermath } from './password-aftermath.service.js';

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
    private readonly identities: IdentitiesStore,
    private readonly aftermath: PasswordAftermath,
  ) {}

  /**
   * Uses the mailed token up. Its bearer reads the account's mail, so the address is verified, too. Were it
   * not before, then no provider has vouched for it: whoever could come in by one may be a stranger.
   * @throws AppError `INVALID_RESET_TOKEN`
   */
  async byToken(token: string, to: string, client: ClientInfo): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const owner = await this.tokens.consume(unit.tx, 'reset_password', token);
      const user = owner && (await this.users.findById(unit.tx, owner.userId));
      if (!user?.isActive) throw invalidResetToken();
      await this.users.setPassword(unit.tx, user.id, to);
      const isFirstProof = await this.users.markVerified(unit.tx, user.id);
      const removed = isFirstProof ? await this.identities.deleteOfUser(unit.tx, user.id) : 0;
      if (isFirstProof) unit.changed({ kind: 'user_changed', userId: user.id });
      const actor = { kind: 'anonymous' } as const;
      const details = { identities_removed: removed };
      await this.aftermath.settle(unit, { user, reason: 'password_reset', actor, client, details });
    });
  }

  /** @throws AppError `WRONG_CURRENT_PASSWORD` when it was changed meanwhile */
  async bySelf({ principal, from, to, client }: ProvenChange): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const { userId, sessionId } = principal;
      const user = await this.users.findForUpdate(unit.tx, userId);
      if (!user?.isActive) throw accountGone();
      if (user.password !== from) throw wrongCurrentPassword('current_password');
      await this.users.setPassword(unit.tx, userId, to);
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
