import { Injectable } from '@nestjs/common';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { LoginBackOff } from '#api/protection/login-back-off';
import { userNotFound } from '#api/rbac';
import { UsersStore } from '#api/users';

/** Ends the wait after wrong passwords, for who cannot wait and whose word the operator takes. */
@Injectable()
export class Unlocking {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: UsersStore,
    private readonly backOff: LoginBackOff,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `USER_NOT_FOUND` */
  unlock(id: string): Promise<void> {
    return this.work.run(async ({ tx }) => {
      const user = await this.users.findForUpdate(tx, id);
      if (!user) throw userNotFound();
      await this.backOff.forget(tx, user);
      await this.audit.record(tx, {
        type: 'user.unlocked',
        outcome: 'success',
        actor: { kind: 'operator' },
        target: { kind: 'user', id },
      });
    });
  }
}
