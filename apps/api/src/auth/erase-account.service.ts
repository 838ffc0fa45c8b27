import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { UnitOfWork } from '#api/changes';
import { UsersStore } from '#api/users';
import { accountGone, wrongCurrentPassword } from './auth.errors.js';
import { Erasure } from './erasure.service.js';
import { OwnPassword } from './own-password.service.js';

/** Erases the account of who is signed in, for good. */
@Injectable()
export class EraseAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersStore,
    private readonly ownPassword: OwnPassword,
    private readonly erasure: Erasure,
  ) {}

  /**
   * @param password may be absent when the account has none
   * @throws AppError `VALIDATION_FAILED`, `WRONG_CURRENT_PASSWORD`, `REAUTHENTICATION_REQUIRED`, `LAST_ADMIN`
   */
  async erase(
    principal: Principal,
    password: string | undefined,
    client: ClientInfo,
  ): Promise<void> {
    const shown = { ...(password !== undefined && { password }), field: 'password' };
    const proven = await this.ownPassword.getProvenOrRecent(principal, shown, client);
    const { userId, sessionId } = principal;
    await this.unitOfWork.run(async (unit) => {
      const actor = { kind: 'user', id: userId, sessionId } as const;
      const erased = await this.erasure.erase(unit, { userId, actor, client });
      if (!erased) throw accountGone();
      if (erased.password !== proven.password) throw wrongCurrentPassword('password');
    });
  }
}
