import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock, newId, randomToken, sha256 } from '#libs/kernel';
import type { IssuedToken } from './one-time-tokens.service.js';
import type { PendingRegistration } from './pending-registration.entity.js';
import { PendingRegistrationsStore } from './pending-registrations.store.js';
import type { User } from './user.js';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const LIFE_MS = 86_400_000;
/** Longer than the clocks of instances may differ. */
const PURGE_AFTER_MS = 3_600_000;
/** Besides the one that created the account. A newer registration, which may be an attacker's, replaces none. */
const MOST_OF_ADDRESS = 5;

/** A further registration of an unverified address. */
export type FurtherRegistration = Pick<
  PendingRegistration,
  'firstName' | 'lastName' | 'locale' | 'deviceHash'
> & {
  /** Its hash, with the salt that all registrations of the address have. */
  readonly password: string;
};

/** A registration that was stored. */
export interface KeptRegistration extends Pick<PendingRegistration, 'id'> {
  /** `false` when a pending registration has the same password: it is the same registration. */
  readonly isNew: boolean;
}

/**
 * Pending registrations of unverified addresses. Each has its own password, browser and link until one is confirmed, which
 * deletes them all.
 */
@Injectable()
export class PendingRegistrations {
  constructor(
    private readonly store: PendingRegistrationsStore,
    private readonly clock: Clock,
  ) {}

  /** Records the registration that created the account: its browser, and the link that was just mailed. */
  async noteFirst(tx: Tx, user: User, deviceHash: Buffer | null): Promise<void> {
    const names = { firstName: null, lastName: null, locale: null };
    const registration = { ...this.rowOf(user), ...names, password: null, deviceHash };
    await this.store.insert(tx, registration, MOST_OF_ADDRESS);
    await this.store.takeLinkOfAccount(tx, registration.id);
  }

  /**
   * Stores a further registration; one with a password that is pending already is the same. `null` when the address has too
   * many. The caller has locked the account.
   */
  async add(tx: Tx, user: User, further: FurtherRegistration): Promise<KeptRegistration | null> {
    const waiting = await this.list(tx, user.id);
    const same = waiting.find(({ password }) => password === further.password);
    if (same) return { id: same.id, isNew: false };
    const registration = { ...this.rowOf(user), ...further };
    const isKept = await this.store.insert(tx, registration, MOST_OF_ADDRESS);
    return isKept ? { id: registration.id, isNew: true } : null;
  }

  /** A new link of the registration, which expires with it; from the commit on an older link is refused. */
  async issueLink(tx: Tx, id: string): Promise<IssuedToken> {
    const token = randomToken();
    const expiresAt = new Date(this.clock.nowMs() + LIFE_MS);
    await this.store.setLink(tx, id, sha256(token), expiresAt);
    return { token, expiresAt };
  }

  /** Gives the registration that created the account the link that was just mailed for the account. */
  takeLinkOfAccount(tx: Tx, id: string): Promise<void> {
    return this.store.takeLinkOfAccount(tx, id);
  }

  /** The registrations that have not expired, the newest first. */
  list(tx: Tx, userId: string): Promise<PendingRegistration[]> {
    return this.store.list(tx, userId, this.clock.now());
  }

  /** The registration of a link that `consume` would accept; uses nothing up. */
  async find(tx: Tx, token: string): Promise<PendingRegistration | null> {
    if (!TOKEN.test(token)) return null;
    return this.store.find(tx, { tokenHash: sha256(token), now: this.clock.now() });
  }

  /** Uses the link up; the account stays locked until the transaction ends. */
  async consume(tx: Tx, token: string): Promise<PendingRegistration | null> {
    if (!TOKEN.test(token)) return null;
    return this.store.consume(tx, { tokenHash: sha256(token), now: this.clock.now() });
  }

  /** Deletes all of the account, once its address is confirmed. */
  end(tx: Tx, userId: string): Promise<void> {
    return this.store.deleteOf(tx, userId);
  }

  /** Deletes a batch of expired ones; answers how many. */
  purgeExpired(tx: Tx, limit: number): Promise<number> {
    return this.store.deleteExpired(tx, new Date(this.clock.nowMs() - PURGE_AFTER_MS), limit);
  }

  private rowOf({ id: userId, emailCanonical }: User) {
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + LIFE_MS);
    return { id: newId(), userId, emailCanonical, createdAt, expiresAt };
  }
}
