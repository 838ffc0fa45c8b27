import { Injectable } from '@nestjs/common';
import { getNormalisedEmail, type NormalisedEmail } from '#libs/kernel';
import { Audit, type Actor } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { Administrators } from '#api/rbac';
import { Users } from '#api/users';
import { Passwords } from '#api/users/passwords';
import { AccountTakeover } from './account-takeover.service.js';
import { emailTaken } from './auth.errors.js';

export interface NewAdministrator {
  readonly email: string;
  readonly password: string;
}

interface AdministratorAccount {
  readonly address: NormalisedEmail;
  readonly passwordHash: string;
}

/** Creates accounts of administrators for the operator, never for a request. Their addresses count as verified. */
@Injectable()
export class NewAdministrators {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly administrators: Administrators,
    private readonly users: Users,
    private readonly takeover: AccountTakeover,
    private readonly audit: Audit,
  ) {}

  /** Whether an administrator exists. */
  exist(): Promise<boolean> {
    return this.unitOfWork.run(({ tx }) => this.administrators.exists(tx));
  }

  /**
   * Answers `false`, and does nothing, when an administrator exists. Of many concurrent calls, one creates it.
   * @throws AppError `PASSWORD_UNACCEPTABLE`, `VALIDATION_FAILED`
   */
  async createFirst(first: NewAdministrator): Promise<boolean> {
    const account = await this.prepare(first);
    return this.unitOfWork.run(async (unit) => {
      if (await this.administrators.exists(unit.tx)) return false;
      const userId = (await this.insert(unit, account)) ?? (await this.claim(unit, account));
      await this.appoint(unit, userId, { kind: 'system' });
      return true;
    });
  }

  /**
   * Creates one more administrator; answers the id of the account.
   * @throws AppError `PASSWORD_UNACCEPTABLE`, `VALIDATION_FAILED`, `EMAIL_TAKEN`
   */
  async create(administrator: NewAdministrator): Promise<string> {
    const account = await this.prepare(administrator);
    return this.unitOfWork.run(async (unit) => {
      const userId = await this.insert(unit, account);
      if (userId === null) throw emailTaken();
      await this.appoint(unit, userId, { kind: 'operator' });
      return userId;
    });
  }

  private async prepare({ email, password }: NewAdministrator): Promise<AdministratorAccount> {
    const address = getNormalisedEmail(email);
    this.passwords.assertAcceptable(password, { email: address.typed }, 'password');
    return { address, passwordHash: await this.passwords.hash(password) };
  }

  /** `null` when the address has an account. */
  private async insert(unit: Unit, account: AdministratorAccount): Promise<string | null> {
    const user = await this.users.create(unit.tx, {
      email: account.address.typed,
      emailCanonical: account.address.canonical,
      password: account.passwordHash,
      isEmailVerified: true,
    });
    return user?.id ?? null;
  }

  /**
   * Appoints the account that has the address already. The operator owns the server, and somebody else may have registered
   * the address: all earlier credentials are revoked.
   */
  private async claim(unit: Unit, account: AdministratorAccount): Promise<string> {
    const owner = await this.users.findByCanonicalEmail(unit.tx, account.address.canonical);
    const user = owner && (await this.users.lock(unit.tx, owner.id));
    if (!user) throw new Error('The account of the address vanished while it was claimed');
    const actor = { kind: 'system' } as const;
    await this.takeover.cleanse(unit, user, { actor, provider: 'configuration' });
    await this.users.setPassword(unit.tx, user.id, account.passwordHash);
    await this.users.setActive(unit.tx, user.id, true);
    unit.changed({ kind: 'user_changed', userId: user.id, data: { is_active: true } });
    return user.id;
  }

  private async appoint(unit: Unit, userId: string, actor: Actor): Promise<void> {
    const serviceId = await this.administrators.appoint(unit.tx, userId);
    unit.changed({ kind: 'user_permissions_changed', userId, serviceId });
    await this.audit.record(unit.tx, {
      type: 'administrator.appointed',
      outcome: 'success',
      actor,
      target: { kind: 'user', id: userId },
    });
  }
}
