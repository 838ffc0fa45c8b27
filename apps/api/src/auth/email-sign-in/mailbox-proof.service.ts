import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { AccountFactors } from '#api/factors';
import { UnitOfWork } from '#api/platform/changes';
import { accountDisabled, Users, type User, type UserWithPassword } from '#api/users';
import { AddressConfirmation } from '../address-confirmation.service.js';
import { RegistrationProof } from '../registration-proof.service.js';
import { EmailSignInCodes } from './email-sign-in-codes.service.js';
import { invalidSignInCode } from './email-sign-in.errors.js';
import type { PendingSignIn } from './email-sign-ins.store.js';

/** The account of a sign-in by mail, after its address was proven. */
export interface ProvenMailbox {
  readonly user: UserWithPassword;
  /** Whether the sign-in was used up with it; else the caller uses it up. */
  readonly isUsedUp: boolean;
}

/** Gives an account whose address nobody has proven before to the reader of its mailbox. */
@Injectable()
export class MailboxProof {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly factors: AccountFactors,
    private readonly registrations: RegistrationProof,
    private readonly confirmation: AddressConfirmation,
    private readonly codes: EmailSignInCodes,
  ) {}

  /**
   * The account as it may be signed in to. When its address was unverified, or verified by a provider alone that is not
   * authoritative for it, all earlier credentials go, unless this device registered the account or is known to it. A verified
   * account with a second factor stays as it is: the mailbox alone removes no factor, and the sign-in needs it.
   * @throws AppError `INVALID_SIGN_IN_CODE`, `ACCOUNT_DISABLED`
   */
  async establish(pending: PendingSignIn, client: ClientInfo): Promise<ProvenMailbox> {
    const { pool } = this.database;
    const user = await this.users.findWithPasswordById(pool, pending.userId);
    if (!user) throw invalidSignInCode();
    if (!user.isActive) throw accountDisabled(user.id);
    const isKept = user.isEmailVerified && (await this.isProvenOrProtected(user));
    return isKept ? { user, isUsedUp: false } : this.prove(pending, user, client);
  }

  private async isProvenOrProtected({ id }: User): Promise<boolean> {
    const { pool } = this.database;
    if ((await this.users.findVouchedBy(pool, id)) === null) return true;
    return this.factors.hasSecond(pool, id);
  }

  private async prove(
    pending: PendingSignIn,
    read: UserWithPassword,
    client: ClientInfo,
  ): Promise<ProvenMailbox> {
    const link = { user: read, registrationId: null };
    const confirmed = await this.registrations.byDevice(link, client);
    return this.unitOfWork.run(async (unit) => {
      const user = await this.users.lock(unit.tx, read.id);
      if (!user?.isActive) throw invalidSignInCode(read.id);
      await this.codes.consume(unit.tx, pending);
      await this.confirmation.proveMailbox(unit, user, confirmed, client);
      const owned = await this.users.findWithPasswordById(unit.tx, user.id);
      if (!owned) throw invalidSignInCode(user.id);
      return { user: owned, isUsedUp: true };
    });
  }
}
