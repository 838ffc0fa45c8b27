import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import {
  PendingRegistrations,
  UsersStore,
  type FurtherRegistration,
  type KeptRegistration,
  type PendingRegistration,
  type User,
} from '#api/users';
import { IdentitiesStore } from '#api/users/identities';
import { RegistrationMails } from './registration-mails.service.js';
import { AccountMails } from './account-mails.service.js';

/** What becomes of registrations until their address is confirmed, and the mails that ask for that. */
@Injectable()
export class Registrations {
  constructor(
    private readonly users: UsersStore,
    private readonly pending: PendingRegistrations,
    private readonly mails: AccountMails,
    private readonly registrationMails: RegistrationMails,
    private readonly identities: IdentitiesStore,
  ) {}

  /** The account was made by it, just now. */
  async first(tx: Tx, user: User, deviceHash: Buffer | null): Promise<void> {
    await this.mails.sendVerification(tx, user, []);
    await this.pending.noteFirst(tx, user, deviceHash);
  }

  /**
   * The address has an account. While it waits for its confirmation the registration is kept beside it, with a link of
   * its own; `null` when it is not kept.
   */
  async further(
    tx: Tx,
    owner: User,
    registration: FurtherRegistration,
  ): Promise<KeptRegistration | null> {
    // Held, so that no confirmation ends the others while this one is written.
    const user = owner.isEmailVerified ? null : await this.users.findForUpdate(tx, owner.id);
    if (!user || user.isEmailVerified || !user.isActive) {
      await this.mails.sendAlreadyRegistered(tx, owner);
      return null;
    }
    const kept = await this.pending.add(tx, user, pick(registration));
    // Not a link for the address, which would kill the one that its owner may be about to use.
    if (kept === null) await this.mails.sendAlreadyRegistered(tx, user);
    else await this.registrationMails.sendLink(tx, user, { ...registration, id: kept.id });
    return kept;
  }

  /**
   * A new link was asked for: that of the registration which the asking browser has made, or else one for the address.
   * Answers whether the mail was queued.
   */
  async resend(tx: Tx, user: User, deviceHash: Buffer | null): Promise<boolean> {
    // Held, so that no provider is linked unnamed while the mail is written.
    await this.users.findForUpdate(tx, user.id);
    const own = await this.findOf(tx, user, deviceHash);
    if (own && own.password !== null) return this.registrationMails.sendLink(tx, user, own);
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

const pick = ({ password, firstName, lastName, deviceHash }: FurtherRegistration) => ({
  password,
  firstName,
  lastName,
  deviceHash,
});
