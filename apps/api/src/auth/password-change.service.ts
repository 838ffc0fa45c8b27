import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { UnitOfWork } from '#api/platform/changes';
import { sessionEnded, SessionLineage } from '#api/sessions';
import { Users } from '#api/users';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { wrongCurrentPassword } from './auth.errors.js';
import { CredentialRevocation } from './credential-revocation.service.js';
import { OwnPassword } from './password-proof.service.js';

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
