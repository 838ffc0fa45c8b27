import { Injectable } from '@nestjs/common';
import { isPersonName } from '#libs/kernel';
import { Audit } from '#api/audit';
import { AccountMails, getAddress } from '#api/auth';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { userNotFound } from '#api/rbac';
import { UsersStore, type User } from '#api/users';
import { Deactivation } from './deactivation.service.js';
import { accountDisabled, addressTaken, invalidName } from './operator.errors.js';

export interface NewOperatorAccount {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly isVerified: boolean;
}

/**
 * What whoever runs the server does to accounts. Nobody here sees or sets a password: its owner chooses one
 * by a mailed link.
 */
@Injectable()
export class OperatorAccounts {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: UsersStore,
    private readonly mails: AccountMails,
    private readonly deactivation: Deactivation,
    private readonly audit: Audit,
  ) {}

  /** Makes an account without a password, and mails its owner a link to choose one. @throws AppError `EMAIL_TAKEN`, `VALIDATION_FAILED` */
  async create(account: NewOperatorAccount): Promise<User> {
    const address = getAddress(account.email);
    const { firstName, lastName } = account;
    for (const name of [firstName, lastName]) {
      if (name !== null && !isPersonName(name)) throw invalidName();
    }
    return this.work.run(async (unit) => {
      const user = await this.users.insert(unit.tx, {
        email: address.typed,
        emailCanonical: address.canonical,
        password: null,
        firstName,
        lastName,
        isEmailVerified: account.isVerified,
      });
      if (!user) throw addressTaken();
      await this.mails.sendRecovery(unit.tx, user);
      await this.record(unit, 'user.created', user.id);
      return user;
    });
  }

  /** Whether this call has verified the address. @throws AppError `USER_NOT_FOUND` */
  verify(id: string): Promise<boolean> {
    return this.work.run(async (unit) => {
      await this.getLocked(unit, id);
      if (!(await this.users.markVerified(unit.tx, id))) return false;
      unit.changed({ kind: 'user_changed', userId: id });
      await this.record(unit, 'user.email_verified', id);
      return true;
    });
  }

  /**
   * The account can no longer sign in, and its sessions end; answers how many, `null` when it was so before.
   * @throws AppError `USER_NOT_FOUND`, `LAST_ADMIN`
   */
  deactivate(id: string): Promise<number | null> {
    return this.work.run(async (unit) => {
      const sessionsEnded = await this.deactivation.apply(unit, id);
      if (sessionsEnded === null) return null;
      await this.record(unit, 'user.deactivated', id, { sessions_ended: sessionsEnded });
      return sessionsEnded;
    });
  }

  /** Mails a link to choose a new password; the old one goes on until it is used. @throws AppError `USER_NOT_FOUND`, `ACCOUNT_DISABLED` */
  reset(id: string): Promise<User> {
    return this.work.run(async (unit) => {
      const user = await this.getLocked(unit, id);
      if (!user.isActive) throw accountDisabled();
      await this.mails.sendRecovery(unit.tx, user);
      await this.record(unit, 'reset_password.requested', id);
      return user;
    });
  }

  private async getLocked(unit: Unit, id: string): Promise<User> {
    const user = await this.users.findForUpdate(unit.tx, id);
    if (!user) throw userNotFound();
    return user;
  }

  private record(
    { tx }: Unit,
    type: string,
    id: string,
    details: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const target = { kind: 'user', id };
    return this.audit.record(tx, {
      type,
      outcome: 'success',
      actor: { kind: 'operator' },
      target,
      details,
    });
  }
}
