import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { Audit } from '#api/audit';
import { Devices } from '#api/sessions/devices';
import { LoginBackOff } from '#api/protection/login-back-off';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { PendingRegistrations, type PendingRegistration, type UserWithPassword } from '#api/users';
import { wrongRegistrationPassword } from './auth.errors.js';
import type { VerificationLink } from './verification-links.service.js';

/**
 * What a confirmed address belongs to: the account as it is, with the hash that was compared; a pending registration; a
 * password that was chosen in this request, as a hash; or `nobody`, when the registrations cannot be told apart.
 */
export type Confirmed =
  | { readonly kind: 'account'; readonly password: string | null }
  | { readonly kind: 'registration'; readonly id: string }
  | { readonly kind: 'new_password'; readonly password: string }
  | { readonly kind: 'nobody' };

/** Finds the registration whose secret is shown with the link that confirms an address. */
@Injectable()
export class RegistrationProof {
  constructor(
    private readonly database: Database,
    private readonly registrations: PendingRegistrations,
    private readonly devices: Devices,
    private readonly passwords: Passwords,
    private readonly backOff: LoginBackOff,
    private readonly audit: Audit,
  ) {}

  /** By the device that registered, or that the account knows, whichever mail the link is from. */
  async byDevice(
    { user, registrationId }: VerificationLink,
    client: ClientInfo,
  ): Promise<Confirmed | null> {
    const hash = this.devices.recognise(client);
    if (hash === null) return null;
    const waiting = await this.registrations.list(this.database.pool, user.id);
    const ofDevice = waiting.filter(({ deviceHash }) => deviceHash?.equals(hash));
    const registration = ofDevice.find(({ id }) => id === registrationId) ?? ofDevice[0];
    if (registration) return confirmedBy(user, registration);
    const isKnown = await this.devices.isKnown(this.database.pool, user.id, hash);
    return isKnown ? { kind: 'account', password: user.password } : null;
  }

  /**
   * By the password of the account or of a pending registration. A wrong password is recorded in the audit trail.
   * @throws AppError `WRONG_REGISTRATION_PASSWORD`, `RATE_LIMITED` after many wrong passwords, `HASH_QUEUE_FULL`
   */
  async byPassword(
    { user }: VerificationLink,
    password: string,
    client: ClientInfo,
  ): Promise<Confirmed> {
    const { proven } = await this.backOff.during({ confirmedId: user.id }, async () => {
      const found = await this.compare(user, password, client);
      return { proven: found, isProven: found !== null };
    });
    if (proven) return proven;
    await this.audit.record(this.database.pool, {
      type: 'user.password_asked',
      outcome: 'refused',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: user.id },
      code: 'WRONG_REGISTRATION_PASSWORD',
      client,
    });
    throw wrongRegistrationPassword();
  }

  /** By the link alone: the registration that it was mailed for; `nobody` when the address has several pending ones. */
  async byLink({ user, registrationId }: VerificationLink): Promise<Confirmed> {
    const waiting = await this.registrations.list(this.database.pool, user.id);
    const registration = waiting.find(({ id }) => id === registrationId);
    if (registration) return confirmedBy(user, registration);
    const isAlone = waiting.every(
      ({ password }) => password === null || password === user.password,
    );
    return isAlone ? { kind: 'account', password: user.password } : { kind: 'nobody' };
  }

  private async compare(
    user: UserWithPassword,
    password: string,
    client: ClientInfo,
  ): Promise<Confirmed | null> {
    const waiting = await this.registrations.list(this.database.pool, user.id);
    const others = waiting.flatMap((each) => each.password ?? []);
    const options = hashOptionsOf(client);
    const verdict = await this.passwords.verify(password, user.password, options, others);
    if (verdict.matches) return { kind: 'account', password: user.password };
    // The hash of the account may have another salt; those of the pending registrations share one.
    const { other } =
      verdict.other === undefined && user.password !== null && others.length > 0
        ? await this.passwords.verify(password, null, options, others)
        : verdict;
    const registration = waiting.find((each) => each.password !== null && each.password === other);
    return registration ? { kind: 'registration', id: registration.id } : null;
  }
}

const confirmedBy = (user: UserWithPassword, { id, password }: PendingRegistration): Confirmed =>
  password === null ? { kind: 'account', password: user.password } : { kind: 'registration', id };
