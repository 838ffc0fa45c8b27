import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock, newId, AppError } from '#libs/kernel';
import type { Unit } from '#api/platform/changes';
import { ConfirmedAddresses } from './confirmed-addresses.service.js';
import type { NewUser, ProfileChange, SigningInUser, User, UserWithPassword } from './user.js';
import { UsersStore } from './users.store.js';

export const userNotFound = () => new AppError('USER_NOT_FOUND', { detail: 'User not found' });

const addressTaken = () => new AppError('EMAIL_TAKEN', { detail: 'Email already registered' });

/** Only after the caller has authenticated: the answer discloses that the account exists. */
export const accountDisabled = (
  userId: string,
  detail = 'This account is disabled, ask your administrator',
) => new AppError('ACCOUNT_DISABLED', { detail, about: userId });

/**
 * Reads and writes accounts. Each call is part of the caller's transaction, and the caller decides which sessions and tokens
 * end with a change, and whether other instances are notified.
 */
@Injectable()
export class Users {
  constructor(
    private readonly store: UsersStore,
    private readonly clock: Clock,
    private readonly confirmed: ConfirmedAddresses,
  ) {}

  /** The new account; `null` when one has this canonical address already, or may get it back. */
  create(tx: Tx, user: NewUser): Promise<User | null> {
    return this.store.insert(tx, { ...user, id: newId(), now: this.clock.now() });
  }

  findById(tx: Tx, id: string): Promise<User | null> {
    return this.store.findById(tx, id);
  }

  /** @throws AppError `USER_NOT_FOUND` */
  async getById(tx: Tx, id: string): Promise<User> {
    return existing(await this.store.findById(tx, id));
  }

  /** @param canonical the canonical form that `normaliseEmail` answers */
  findByCanonicalEmail(tx: Tx, canonical: string): Promise<User | null> {
    return this.store.findByCanonicalEmail(tx, canonical);
  }

  /** With the passwords of registrations of the address that are not confirmed yet. */
  findForSignIn(tx: Tx, canonical: string): Promise<SigningInUser | null> {
    return this.store.findForSignIn(tx, canonical, this.clock.now());
  }

  findWithPasswordById(tx: Tx, id: string): Promise<UserWithPassword | null> {
    return this.store.findWithPasswordById(tx, id);
  }

  /** Locks the account against other writers until the transaction ends; `null` when it does not exist. */
  lock(tx: Tx, id: string): Promise<UserWithPassword | null> {
    return this.store.lock(tx, id);
  }

  /** As `lock`. @throws AppError `USER_NOT_FOUND` */
  async getLocked(tx: Tx, id: string): Promise<UserWithPassword> {
    return existing(await this.store.lock(tx, id));
  }

  /** As `lock`, and against new rows that refer to the account, such as a role; `false` when it does not exist. */
  lockExclusively(tx: Tx, id: string): Promise<boolean> {
    return this.store.lockExclusively(tx, id);
  }

  /**
   * Verifies the address because an administrator says so: nothing follows that its owner alone can bring about. Answers whether
   * this call has verified it.
   */
  markVerified(tx: Tx, id: string): Promise<boolean> {
    return this.store.markVerified(tx, id, { vouchedBy: null, now: this.clock.now() });
  }

  /**
   * Verifies the address because its owner was proven to have it; `false` when it was verified before.
   * @param vouchedBy the provider that alone verified it, where it is not authoritative for the address
   */
  async confirm(unit: Unit, id: string, vouchedBy: string | null = null): Promise<boolean> {
    const change = { vouchedBy, now: this.clock.now() };
    const isFirst = await this.store.markVerified(unit.tx, id, change);
    if (isFirst && vouchedBy === null) await this.confirmed.tell(unit, id);
    return isFirst;
  }

  /** The same for an account that was made with a verified address. */
  async noteConfirmed(unit: Unit, id: string, vouchedBy: string | null): Promise<void> {
    if (vouchedBy === null) await this.confirmed.tell(unit, id);
  }

  /** The provider that alone verified the address, without being authoritative for it; `null` when there is none. */
  findVouchedBy(tx: Tx, id: string): Promise<string | null> {
    return this.store.findVouchedBy(tx, id);
  }

  /** The owner has proven to read the mail of the address: its verification no longer depends on a provider. */
  async markProven(unit: Unit, id: string): Promise<void> {
    if (await this.store.markProven(unit.tx, id)) await this.confirmed.tell(unit, id);
  }

  /**
   * Gives the account the address of a mailbox that its owner was proven to read.
   * @throws AppError `EMAIL_TAKEN` when another account has it, or may get it back
   */
  async changeAddress(
    tx: Tx,
    id: string,
    address: Pick<User, 'email' | 'emailCanonical'>,
  ): Promise<void> {
    const change = { ...address, now: this.clock.now() };
    if (!(await this.store.changeAddress(tx, id, change))) throw addressTaken();
  }

  /**
   * Replaces the hash (`null` removes the password); `false` when the account does not exist.
   * @param madeIn the session in which the password is set; `null` when it is set by a mailed link or the operator
   */
  setPassword(
    tx: Tx,
    id: string,
    password: string | null,
    madeIn: string | null = null,
  ): Promise<boolean> {
    return this.store.setPassword(tx, id, { password, madeIn, now: this.clock.now() });
  }

  /**
   * Replaces the hash `from` by the hash `to` of the same password, unless the password was changed meanwhile: a
   * login that is slower than a reset must not restore the old password.
   */
  renewPasswordHash(tx: Tx, id: string, from: string, to: string): Promise<boolean> {
    return this.store.renewPasswordHash(tx, id, from, to);
  }

  /**
   * Records the time of a sign-in and locks the account; answers it. `null` when it was deactivated or its password was changed
   * since `password` was read: the sign-in may not start a session.
   */
  recordLogin(tx: Tx, id: string, password: string | null): Promise<User | null> {
    return this.store.recordLogin(tx, id, { password, now: this.clock.now() });
  }

  /** When the account was first asked to enrol a second factor, which is now unless it was before. */
  async noteFactorAsked(tx: Tx, id: string): Promise<Date> {
    const now = this.clock.now();
    return (await this.store.noteFactorAsked(tx, id, now)) ?? now;
  }

  /** The account after the change; `null` when it does not exist. */
  updateProfile(tx: Tx, id: string, change: ProfileChange): Promise<User | null> {
    return this.store.updateProfile(tx, id, change, this.clock.now());
  }

  /** Whether this call has changed it. */
  setActive(tx: Tx, id: string, isActive: boolean): Promise<boolean> {
    return this.store.setActive(tx, id, isActive, this.clock.now());
  }

  /** Deletes the account and, by foreign keys, its rows in other tables; `false` when it does not exist. */
  erase(tx: Tx, id: string): Promise<boolean> {
    return this.store.erase(tx, id);
  }
}

function existing<T extends User>(user: T | null): T {
  if (!user) throw userNotFound();
  return user;
}
