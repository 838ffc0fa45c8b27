import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#api/platform/changes';
import { Passwords } from '#api/users/passwords';
import { Administrators } from '#api/rbac';
import { AdministratorAccounts } from './administrator-accounts.service.js';
import { emailTaken } from './auth.errors.js';
import { getAddress } from './get-address.js';

export interface NewAdministrator {
  readonly email: string;
  readonly password: string;
}

/** Makes administrators by the word of whoever runs the server, never by a request. They are verified from the start. */
@Injectable()
export class NewAdministrators {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly administrators: Administrators,
    private readonly accounts: AdministratorAccounts,
  ) {}

  /** Whether there is one. */
  exist(): Promise<boolean> {
    return this.unitOfWork.run(({ tx }) => this.administrators.exists(tx));
  }

  /**
   * Answers `false`, and does nothing, when there is one already. Of many calls at once, one makes it.
   * @throws AppError `PASSWORD_UNACCEPTABLE`, `VALIDATION_FAILED`
   */
  async createFirst(first: NewAdministrator): Promise<boolean> {
    const account = await this.prepare(first);
    return this.unitOfWork.run(async (unit) => {
      if (await this.administrators.exists(unit.tx)) return false;
      const userId = await this.accounts.insertOrClaim(unit, account);
      await this.accounts.appoint(unit, userId, { kind: 'system' });
      return true;
    });
  }

  /**
   * One more; answers the account's id.
   * @throws AppError `PASSWORD_UNACCEPTABLE`, `VALIDATION_FAILED`, `EMAIL_TAKEN`
   */
  async create(administrator: NewAdministrator): Promise<string> {
    const account = await this.prepare(administrator);
    return this.unitOfWork.run(async (unit) => {
      const userId = await this.accounts.insert(unit, account);
      if (userId === null) throw emailTaken();
      await this.accounts.appoint(unit, userId, { kind: 'operator' });
      return userId;
    });
  }

  private async prepare({ email, password }: NewAdministrator) {
    const address = getAddress(email);
    this.passwords.assertAcceptable(password, { email: address.typed }, 'password');
    return { address, password: await this.passwords.hash(password) };
  }
}
