import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Audit } from '#api/audit';
import { AccountFactors } from '#api/factors';
import { sessionEnded } from '#api/sessions';
import { OneTimeTokens, Users } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import { AccountMails } from './account-mails.service.js';
import { passwordNeeded, passwordNotSet } from './auth.errors.js';

/**
 * Removes the password of an account that is signed in to by a passkey and can be recovered by mail. Sessions stay; fresh proofs
 * and mailed reset links end.
 */
@Injectable()
export class PasswordRemoval {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly factors: AccountFactors,
    private readonly proofs: FreshProofs,
    private readonly tokens: OneTimeTokens,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `PASSWORD_NOT_SET`, `PASSWORD_NEEDED`, `PROOF_REQUIRED`, `SESSION_ENDED` */
  async remove(principal: Principal, client: ClientInfo): Promise<void> {
    const { userId, sessionId } = principal;
    await this.database.transaction(async (tx) => {
      const user = await this.users.lock(tx, userId);
      if (!user?.isActive) throw sessionEnded();
      if (user.password === null) throw passwordNotSet();
      const factors = await this.factors.list(tx, userId);
      const hasPasskey = factors.some(({ type }) => type === 'passkey');
      if (!hasPasskey || !user.isEmailVerified) throw passwordNeeded();
      await this.proofs.consume(tx, { principal, client }, 'remove_password');
      await this.users.setPassword(tx, userId, null);
      await this.proofs.withdraw(tx, userId);
      await this.tokens.cancelAll(tx, userId, ['reset_password']);
      await this.mails.sendPasswordRemoved(tx, user);
      await this.audit.record(tx, {
        type: 'user.password_removed',
        outcome: 'success',
        actor: { kind: 'user', id: userId, sessionId },
        target: { kind: 'user', id: userId },
        client,
      });
    });
  }
}
