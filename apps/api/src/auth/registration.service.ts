import { Inject, Injectable } from '@nestjs/common';
import { ReplayCheck, type ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Database, type Tx } from '#libs/database';
import { getNormalisedEmail, newId, type NormalisedEmail } from '#libs/kernel';
import type { Language } from '#libs/languages';
import { Audit } from '#api/audit';
import { Devices } from '#api/sessions/devices';
import { PendingRegistrations, Users, type User } from '#api/users';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { authConfig } from './auth.config.js';
import { emailTaken, registrationDisabled } from './auth.errors.js';
import { inEvenTime } from './even-time.js';
import { UnconfirmedRegistrations } from './unconfirmed-registrations.service.js';

interface ProfileOfRequest {
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** `null` for none. */
  readonly locale: Language | null;
}

export interface RegistrationRequest extends ProfileOfRequest {
  readonly email: string;
  readonly password: string;
}

interface NewAccount extends ProfileOfRequest {
  readonly address: NormalisedEmail;
  /** Its hash. */
  readonly password: string;
  /** The hash of the device credential of the registering browser. */
  readonly deviceHash: Buffer | null;
}

/** Called with the id to be answered, in the transaction that writes the registration. */
export type OnWritten = (tx: Tx, id: string) => Promise<void>;

/**
 * Registers accounts. Neither the answer nor its time discloses whether the address has an account: in either case the
 * password is checked and hashed, and a mail is sent.
 */
@Injectable()
export class Registration extends ReplayCheck {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly passwords: Passwords,
    private readonly devices: Devices,
    private readonly unconfirmed: UnconfirmedRegistrations,
    private readonly pending: PendingRegistrations,
    private readonly audit: Audit,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {
    super();
  }

  /** @throws AppError `REGISTRATION_DISABLED` */
  assertOpen(): void {
    if (!this.config.registrationEnabled) throw registrationDisabled();
  }

  /** As `assertOpen`, for a caller that repeats the request (`Idempotency-Key`). */
  override async assertMay(): Promise<void> {
    await Promise.resolve();
    this.assertOpen();
  }

  /**
   * Answers the new account's id, or an id that no account has.
   * @throws AppError `REGISTRATION_DISABLED`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL`; `EMAIL_TAKEN` when the protection
   * against enumeration is off
   */
  async register(
    request: RegistrationRequest,
    client: ClientInfo,
    onWritten: OnWritten,
  ): Promise<string> {
    this.assertOpen();
    const { password, firstName, lastName, locale } = request;
    const address = getNormalisedEmail(request.email);
    this.passwords.assertAcceptable(password, { email: address.typed }, 'password');
    const hash = await this.passwords.hash(password, {
      ...hashOptionsOf(client),
      saltOf: address.canonical,
    });
    const deviceHash = this.devices.introduce(client);
    const account = { address, password: hash, firstName, lastName, locale, deviceHash };
    const write = () =>
      this.database.transaction(async (tx) => {
        const id = await this.write(tx, account, client);
        await onWritten(tx, id);
        return id;
      });
    // The writes for a new address take some milliseconds longer than a mail to a known one.
    return this.config.enumerationProtection ? inEvenTime(write) : write();
  }

  /**
   * Records the browser that has just created an account by a provider: while the address is not verified, this browser can
   * confirm it by a mailed link alone.
   */
  async noteByProvider(tx: Tx, user: User, client: ClientInfo): Promise<void> {
    if (user.isEmailVerified) return;
    await this.pending.noteFirst(tx, user, this.devices.introduce(client));
  }

  private async write(tx: Tx, account: NewAccount, client: ClientInfo): Promise<string> {
    const { address, password, firstName, lastName, locale, deviceHash } = account;
    const { typed: email, canonical: emailCanonical } = address;
    const made = { email, emailCanonical, password, firstName, lastName, locale };
    const user = await this.users.create(tx, made);
    if (!user) return this.writeTaken(tx, account, client);
    await this.unconfirmed.first(tx, user, deviceHash);
    await this.audit.record(tx, {
      type: 'user.registered',
      outcome: 'success',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: user.id },
      client,
    });
    return user.id;
  }

  /** The address has an account. While it is unverified, the registration becomes a pending one; else its owner gets a mail. */
  private async writeTaken(tx: Tx, account: NewAccount, client: ClientInfo): Promise<string> {
    if (!this.config.enumerationProtection) throw emailTaken();
    const owner = await this.users.findByCanonicalEmail(tx, account.address.canonical);
    const kept = owner && (await this.unconfirmed.further(tx, owner, account));
    await this.audit.record(tx, {
      type: 'user.registered',
      outcome: kept === null ? 'refused' : 'success',
      actor: { kind: 'anonymous' },
      ...(owner && { target: { kind: 'user', id: owner.id } }),
      ...(kept === null ? { code: 'EMAIL_TAKEN' } : { details: { registration_id: kept.id } }),
      client,
    });
    // The same id twice would disclose that the password is that of a pending registration, which no back-off counts.
    return kept?.isNew ? kept.id : newId();
  }
}
