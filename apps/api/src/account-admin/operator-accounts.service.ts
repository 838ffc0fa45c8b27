import { Injectable } from '@nestjs/common';
import { getNormalisedEmail, isPersonName, AppError } from '#libs/kernel';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { AccountMails } from '#api/auth';
import { UnitOfWork } from '#api/platform/changes';
import { LoginBackOff } from '#api/protection/login-back-off';
import { Users, type User, accountDisabled } from '#api/users';

const addressTaken = () =>
  new AppError('EMAIL_TAKEN', { detail: 'The address has an account already' });

const resetOfDisabled = (userId: string) =>
  accountDisabled(userId, 'The account is deactivated: a reset would not let it in');

const invalidName = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'A name has 1 to 100 characters that print',
  });

export interface NewOperatorAccount {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly isVerified: boolean;
}

/**
 * Acts on accounts that only the operator can do, at the command line. The operator neither sees nor sets a password: the
 * owner of the account chooses it by a mailed link.
 */
@Injectable()
export class OperatorAccounts {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: Users,
    private readonly mails: AccountMails,
    private readonly backOff: LoginBackOff,
    private readonly audit: Audit,
  ) {}

  /**
   * Makes an account without a password, and mails its owner a link to choose one.
   * @throws AppError `EMAIL_TAKEN`, `VALIDATION_FAILED`
   */
  async create(account: NewOperatorAccount): Promise<User> {
    const address = getNormalisedEmail(account.email);
    const { firstName, lastName } = account;
    for (const name of [firstName, lastName]) {
      if (name !== null && !isPersonName(name)) throw invalidName();
    }
    return this.work.run(async ({ tx }) => {
      const user = await this.users.create(tx, {
        email: address.typed,
        emailCanonical: address.canonical,
        password: null,
        firstName,
        lastName,
        isEmailVerified: account.isVerified,
      });
      if (!user) throw addressTaken();
      await this.mails.sendRecovery(tx, user);
      await this.record(tx, 'user.created', user.id);
      return user;
    });
  }

  /**
   * Mails a link to choose a new password; the old one works until the link is used.
   * @throws AppError `USER_NOT_FOUND`, `ACCOUNT_DISABLED`
   */
  reset(id: string): Promise<User> {
    return this.work.run(async ({ tx }) => {
      const user = await this.users.getLocked(tx, id);
      if (!user.isActive) throw resetOfDisabled(id);
      await this.mails.sendRecovery(tx, user);
      await this.record(tx, 'reset_password.requested', id);
      return user;
    });
  }

  /** Ends the login back-off of the account. @throws AppError `USER_NOT_FOUND` */
  unlock(id: string): Promise<void> {
    return this.work.run(async ({ tx }) => {
      await this.backOff.forget(tx, await this.users.getLocked(tx, id));
      await this.record(tx, 'user.unlocked', id);
    });
  }

  private record(tx: Tx, type: string, id: string): Promise<void> {
    return this.audit.record(tx, {
      type,
      outcome: 'success',
      actor: { kind: 'operator' },
      target: { kind: 'user', id },
      details: {},
    });
  }
}
