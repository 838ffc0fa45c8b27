import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { UnitOfWork } from '#api/platform/changes';
import { sessionEnded, SessionLineage } from '#api/sessions';
import { Users, OneTimeTokens, type User } from '#api/users';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { Audit } from '#api/audit';
import { FreshProofs } from '#api/users/proofs';
import { wrongCurrentPassword, passwordAlreadySet } from './auth.errors.js';
import { CredentialRevocation } from './credential-revocation.service.js';
import { OwnPassword } from './password-proof.service.js';
import { AccountMails } from './account-mails.service.js';

export interface PasswordToChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** The field of the request that holds the current password. */
const FIELD = 'current_password';

/** Changes the password of the signed-in user. The session of the request stays, every other session ends. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly ownPassword: OwnPassword,
    private readonly passwords: Passwords,
    private readonly lineage: SessionLineage,
    private readonly revocation: CredentialRevocation,
  ) {}

  /** @throws AppError `WRONG_CURRENT_PASSWORD`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL`, `SESSION_ENDED` */
  async change(principal: Principal, change: PasswordToChange, client: ClientInfo): Promise<void> {
    const { userId, sessionId } = principal;
    const shown = { password: change.currentPassword, field: FIELD };
    const proven = await this.ownPassword.getProven(principal, shown, client);
    this.passwords.assertAcceptable(change.newPassword, { email: proven.email }, 'new_password');
    const hash = await this.passwords.hash(change.newPassword, hashOptionsOf(client, 'known'));
    await this.unitOfWork.run(async (unit) => {
      const user = await this.users.lock(unit.tx, userId);
      if (!user?.isActive) throw sessionEnded();
      // Another request changed it meanwhile.
      if (user.password !== proven.password) throw wrongCurrentPassword(FIELD);
      await this.users.setPassword(unit.tx, userId, hash, sessionId);
      const deviceId = await this.lineage.findDeviceId(unit.tx, sessionId);
      await this.revocation.afterNewPassword(unit, {
        user,
        reason: 'password_changed',
        actor: { kind: 'user', id: userId, sessionId },
        client,
        exceptSessionId: sessionId,
        keptDeviceIds: deviceId === null ? [] : [deviceId],
      });
    });
  }
}

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
