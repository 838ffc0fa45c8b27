import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import {
  PendingRegistrations,
  Users,
  type FurtherRegistration,
  type KeptRegistration,
  type PendingRegistration,
  type User,
} from '#api/users';
import { LinkedIdentities } from '#api/users/identities';
import { AccountMails } from './account-mails.service.js';

/** Registrations of unverified addresses, and the mails that ask for the confirmation. */
@Injectable()
export class UnconfirmedRegistrations {
  constructor(
    private readonly users: Users,
    private readonly pending: PendingRegistrations,
    private readonly mails: AccountMails,
    private readonly identities: LinkedIdentities,
  ) {}

  /** For the registration that has just created the account. */
  async first(tx: Tx, user: User, deviceHash: Buffer | null): Promise<void> {
    await this.mails.sendVerification(tx, user, []);
    await this.pending.noteFirst(tx, user, deviceHash);
  }

  /**
   * For a registration whose address has an account: while that is unverified, it becomes a pending registration with a link
   * of its own. `null` when it is not stored.
   */
  async further(
    tx: Tx,
    owner: User,
    registration: FurtherRegistration,
  ): Promise<KeptRegistration | null> {
    // Locked, so that no confirmation deletes the others while this one is written.
    const user = owner.isEmailVerified ? null : await this.users.lock(tx, owner.id);
    if (!user || user.isEmailVerified || !user.isActive) {
      await this.mails.sendAlreadyRegistered(tx, owner);
      return null;
    }
    const kept = await this.pending.add(tx, user, pick(registration));
    // Not a new link for the address: it would invalidate the one that the owner may be about to use.
    if (kept === null) await this.mails.sendAlreadyRegistered(tx, user);
    else await this.mails.sendRegistrationVerification(tx, user, { ...registration, id: kept.id });
    return kept;
  }

  /**
   * Mails a new link: of the registration that this device sent, else one for the address. Answers whether the
   * mail was queued.
   */
  async resend(tx: Tx, user: User, deviceHash: Buffer | null): Promise<boolean> {
    // Locked, so that the mail names every provider that is linked.
    await this.users.lock(tx, user.id);
    const own = await this.findOf(tx, user, deviceHash);
    if (own && own.password !== null) return this.mails.sendRegistrationVerification(tx, user, own);
    const providers = await this.identities.listProviders(tx, user.id);
    const isQueued = await this.mails.sendVerification(tx, user, providers);
    if (own && isQueued) await this.pending.takeLinkOfAccount(tx, own.id);
    return isQueued;
  }

  private async findOf(
    tx: Tx,
    user: User,
    deviceHash: Buffer | null,
  ): Promise<PendingRegistration | undefined> {
    if (deviceHash === null) return undefined;
    const waiting = await this.pending.list(tx, user.id);
    return waiting.find((each) => each.deviceHash?.equals(deviceHash));
  }
}

const pick = ({ password, firstName, lastName, locale, deviceHash }: FurtherRegistration) => ({
  password,
  firstName,
  lastName,
  locale,
  deviceHash,
});
