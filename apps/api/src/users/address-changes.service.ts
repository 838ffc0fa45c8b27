import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock, DAY_MS, newId, randomToken, sha256, type NormalisedEmail } from '#libs/kernel';
import type { AddressChange } from './address-change.js';
import { AddressChangesStore } from './address-changes.store.js';
import type { User } from './user.js';

/** A day; the same for a registration. */
const CONFIRM_MS = DAY_MS;
/** A mail may be read days later. */
const UNDO_MS = 3 * DAY_MS;
const MOST_IN_A_DAY = 5;
const KEPT_LONGER_MS = 3_600_000;
const TOKEN = /^[\w-]{43}$/;

/** A change that its user asks for. */
export interface AddressWish {
  readonly user: User;
  readonly sessionId: string;
  readonly deviceHash: Buffer | null;
  readonly address: NormalisedEmail;
}

/** A confirmed change. */
export interface ConfirmedChange {
  readonly change: AddressChange;
  readonly undo: { readonly token: string; readonly expiresAt: Date };
}

/** Changes of addresses: at most one waits for its confirmation, and each confirmed one can be undone for some days. */
@Injectable()
export class AddressChanges {
  constructor(
    private readonly store: AddressChangesStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the wish, which ends an older one; `null` when the account has had its number of them within a day. The caller
   * has locked the account.
   */
  async ask(tx: Tx, { user, sessionId, deviceHash, address }: AddressWish) {
    const createdAt = this.clock.now();
    const dayAgo = new Date(createdAt.getTime() - DAY_MS);
    if ((await this.store.countSince(tx, user.id, dayAgo)) >= MOST_IN_A_DAY) return null;
    await this.store.endWaiting(tx, user.id, createdAt);
    const change = {
      id: newId(),
      userId: user.id,
      sessionId,
      deviceHash,
      oldEmail: user.email,
      oldEmailCanonical: user.emailCanonical,
      newEmail: address.typed,
      newEmailCanonical: address.canonical,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + CONFIRM_MS),
    };
    await this.store.insert(tx, change);
    return change;
  }

  /** The token of the link to the new address. */
  async issueToken(tx: Tx, id: string): Promise<string> {
    const token = randomToken();
    await this.store.setToken(tx, id, sha256(token));
    return token;
  }

  findWaiting(tx: Tx, userId: string): Promise<AddressChange | null> {
    return this.store.findWaiting(tx, userId, this.clock.now());
  }

  /** Whether there was one. The caller has locked the account. */
  cancel(tx: Tx, userId: string): Promise<boolean> {
    return this.store.endWaiting(tx, userId, this.clock.now());
  }

  /** The change of a link to the new address; uses nothing up. */
  async find(tx: Tx, token: string): Promise<AddressChange | null> {
    return TOKEN.test(token) ? this.store.findByToken(tx, sha256(token), this.clock.now()) : null;
  }

  /** Uses the link to the new address up. The caller has locked the account. */
  async confirm(tx: Tx, token: string): Promise<ConfirmedChange | null> {
    if (!TOKEN.test(token)) return null;
    const now = this.clock.now();
    const undo = { token: randomToken(), expiresAt: new Date(now.getTime() + UNDO_MS) };
    const change = await this.store.confirm(tx, {
      tokenHash: sha256(token),
      undoHash: sha256(undo.token),
      now,
      undoUntil: undo.expiresAt,
    });
    return change && { change, undo };
  }

  /** The change of a link to the old address; uses nothing up. */
  async findUndo(tx: Tx, token: string): Promise<AddressChange | null> {
    return TOKEN.test(token) ? this.store.findByUndo(tx, sha256(token), this.clock.now()) : null;
  }

  /**
   * Uses the link to the old address up, and ends all changes that the account has asked for since; those before keep theirs.
   * The caller has locked the account.
   */
  async undo(tx: Tx, token: string): Promise<AddressChange | null> {
    if (!TOKEN.test(token)) return null;
    const change = await this.store.undo(tx, sha256(token), this.clock.now());
    if (change) await this.store.deleteSince(tx, change.userId, change.createdAt);
    return change;
  }

  /** The account that may get this address back: nobody else gets it meanwhile. */
  findHolder(tx: Tx, emailCanonical: string): Promise<string | null> {
    return this.store.findHolder(tx, emailCanonical, this.clock.now());
  }

  /** The latest first, at most a hundred. */
  listOfUser(tx: Tx, userId: string): Promise<AddressChange[]> {
    return this.store.listOfUser(tx, userId);
  }

  purgeExpired(tx: Tx, limit: number): Promise<number> {
    return this.store.deleteExpired(tx, new Date(this.clock.nowMs() - KEPT_LONGER_MS), limit);
  }
}
