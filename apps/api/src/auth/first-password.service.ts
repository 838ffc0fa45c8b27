import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { sessionEnded } from '#api/sessions';
import { OneTimeTokens, Users, type User } from '#api/users';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { FreshProofs } from '#api/users/proofs';
import { AccountMails } from './account-mails.service.js';
import { passwordAlreadySet } from './auth.errors.js';

/** Sets the first password of an account. Sessions stay, mailed reset links are cancelled. */
@Injectable()
export class FirstPassword {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly passwords: Passwords,
    private readonly proofs: FreshProofs,
    private readonly tokens: OneTimeTokens,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  /**
   * A takeover of the account while the password is hashed ends the session.
   * @throws AppError `PASSWORD_ALREADY_SET`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL`, `SESSION_ENDED`, `PROOF_REQUIRED`
   */
  async set(principal: Principal, password: string, client: ClientInfo): Promise<void> {
    const { userId, sessionId } = principal;
    const user = await this.users.findWithPasswordById(this.database.pool, userId);
    if (!user) throw sessionEnded();
    if (user.password !== null) throw passwordAlreadySet();
    this.passwords.assertAcceptable(password, { email: user.email }, 'password');
    const showing = { principal, client };
    await this.proofs.assertShown(this.database.pool, showing, 'set_password');
    const hash = await this.passwords.hash(password, hashOptionsOf(client, 'known'));
    await this.database.transaction(async (tx) => {
      const now = await this.users.lock(tx, userId);
      if (!now?.isActive) throw sessionEnded();
      if (now.password !== null) throw passwordAlreadySet();
      await this.proofs.consume(tx, showing, 'set_password');
      await this.users.setPassword(tx, userId, hash, sessionId);
      await this.tellAndRecord(tx, now, principal, client);
    });
  }

  private async tellAndRecord(
    tx: Tx,
    user: User,
    { userId, sessionId }: Principal,
    client: ClientInfo,
  ): Promise<void> {
    await this.tokens.cancelAll(tx, userId, ['reset_password']);
    await this.mails.sendPasswordChanged(tx, user);
    await this.audit.record(tx, {
      type: 'user.password_set',
      outcome: 'success',
      actor: { kind: 'user', id: userId, sessionId },
      target: { kind: 'user', id: userId },
      client,
    });
  }
}
