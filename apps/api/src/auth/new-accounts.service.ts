import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Database, type Tx } from '#libs/database';
import { newId, type NormalisedEmail } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UsersStore } from '#api/users';
import { authConfig } from './auth.config.js';
import { emailTaken } from './auth.errors.js';
import { Registrations } from './registrations.service.js';

export interface NewAccount {
  readonly address: NormalisedEmail;
  /** Its hash. */
  readonly password: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** By what the registering browser is known. */
  readonly deviceHash: Buffer | null;
}

/** Told the id that will be answered, in the transaction that writes the registration. */
export type OnWritten = (tx: Tx, id: string) => Promise<void>;

/** Writes a registration: the account with its mail, or a mail to whoever had the address before. */
@Injectable()
export class NewAccounts {
  constructor(
    private readonly database: Database,
    private readonly users: UsersStore,
    private readonly registrations: Registrations,
    private readonly audit: Audit,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /**
   * The id of the account, or an id that nobody has.
   * @throws AppError `EMAIL_TAKEN` when the protection against enumeration is off
   */
  create(account: NewAccount, client: ClientInfo, onWritten: OnWritten): Promise<string> {
    return this.database.transaction(async (tx) => {
      const id = await this.write(tx, account, client);
      await onWritten(tx, id);
      return id;
    });
  }

  private async write(tx: Tx, account: NewAccount, client: ClientInfo): Promise<string> {
    const user = await this.users.insert(tx, {
      email: account.address.typed,
      emailCanonical: account.address.canonical,
      password: account.password,
      firstName: account.firstName,
      lastName: account.lastName,
    });
    if (!user) return this.writeTaken(tx, account, client);
    await this.registrations.first(tx, user, account.deviceHash);
    await this.audit.record(tx, {
      type: 'user.registered',
      outcome: 'success',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: user.id },
      client,
    });
    return user.id;
  }

  /** Of an address that waits for its confirmation: kept apart from the account. Of another: its owner is told. */
  private async writeTaken(tx: Tx, account: NewAccount, client: ClientInfo): Promise<string> {
    if (!this.config.enumerationProtection) throw emailTaken();
    const owner = await this.users.findByCanonicalEmail(tx, account.address.canonical);
    const kept = owner && (await this.registrations.further(tx, owner, account));
    await this.audit.record(tx, {
      type: 'user.registered',
      outcome: kept === null ? 'refused' : 'success',
      actor: { kind: 'anonymous' },
      ...(owner && { target: { kind: 'user', id: owner.id } }),
      ...(kept === null ? { code: 'EMAIL_TAKEN' } : { details: { registration_id: kept.id } }),
      client,
    });
    // An id that comes twice would say that the password is one that waits, past every count of wrong passwords.
    return kept?.isNew ? kept.id : newId();
  }
}
