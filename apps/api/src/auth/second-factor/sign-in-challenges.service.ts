import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { Clock, equalsConstantTime, newId, randomToken, secondsAfter, sha256 } from '#libs/kernel';
import { Devices } from '#api/sessions/devices';
import type { UserWithPassword } from '#api/users';
import {
  SignInChallengesStore,
  type NewChallenge,
  type SignInChallenge,
} from './sign-in-challenges.store.js';

export const CHALLENGE_SECONDS = 300;
const CHALLENGE = /^[\w-]{43}$/;
const MAX_WRONG = 5;
/** An owner begins a sign-in again now and then; who has the password alone shall not fill the table. */
const MAX_OF_ACCOUNT = 5;
/** Longer than the clocks of instances may differ. */
const KEPT_LONGER_MS = 3_600_000;

/** A sign-in whose first factor is proven. */
export type HalfProven = Pick<
  NewChallenge,
  'deviceHash' | 'identityId' | 'method' | 'amr' | 'resource' | 'failures'
>;

const digestOf = (password: string | null) => (password === null ? null : sha256(password));

/** Whether the account has the password that it had when the challenge was issued. */
export function hasSamePassword({ passwordDigest }: SignInChallenge, user: UserWithPassword) {
  const now = digestOf(user.password);
  if (passwordDigest === null || now === null) return passwordDigest === now;
  return equalsConstantTime(passwordDigest, now);
}

/**
 * Challenges of sign-ins that need a second factor: 256 random bits, stored as a hash. One counts for the account, its password
 * and the device that began the sign-in, once, for five minutes, until five codes were wrong.
 */
@Injectable()
export class SignInChallenges {
  constructor(
    private readonly database: Database,
    private readonly store: SignInChallengesStore,
    private readonly devices: Devices,
    private readonly clock: Clock,
  ) {}

  /** The account is locked by the caller; its oldest challenges end, so that it has few. */
  async issue(
    tx: Tx,
    user: UserWithPassword,
    signIn: HalfProven,
  ): Promise<{ id: string; challenge: string }> {
    const id = newId();
    const challenge = randomToken();
    const createdAt = this.clock.now();
    await this.store.insert(tx, {
      ...signIn,
      id,
      secretHash: sha256(challenge),
      userId: user.id,
      passwordDigest: digestOf(user.password),
      createdAt,
      expiresAt: secondsAfter(createdAt, CHALLENGE_SECONDS),
    });
    await this.store.deleteSurplus(tx, user.id, MAX_OF_ACCOUNT);
    return { id, challenge };
  }

  /** `null` for one that is unknown, used or expired, and on another device. */
  async find(challenge: string, client: ClientInfo): Promise<SignInChallenge | null> {
    const deviceHash = this.devices.recognise(client);
    if (deviceHash === null || !CHALLENGE.test(challenge)) return null;
    const shown = { secretHash: sha256(challenge), deviceHash, now: this.clock.now() };
    return this.store.find(this.database.pool, shown);
  }

  isOpen(tx: Tx, { id }: SignInChallenge): Promise<boolean> {
    return this.store.isOpen(tx, id, this.clock.now());
  }

  /** Whether this call has used it; of many at once, one has. */
  consume(tx: Tx, { id }: SignInChallenge): Promise<boolean> {
    return this.store.consume(tx, id, this.clock.now());
  }

  /** Counts a wrong code. Answers how many more may be wrong; the last one ends the challenge. */
  async countWrong(tx: Tx, { id }: SignInChallenge): Promise<number> {
    const wrong = (await this.store.countWrong(tx, id)) ?? MAX_WRONG;
    if (wrong >= MAX_WRONG) await this.store.deleteOne(tx, id);
    return Math.max(0, MAX_WRONG - wrong);
  }

  /** Ends the open ones of an account. */
  endAll(tx: Tx, userId: string): Promise<void> {
    return this.store.deleteOf(tx, userId);
  }

  /** Deletes a batch of expired ones; answers how many. */
  purge(batch: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEPT_LONGER_MS);
    return this.store.deleteExpired(this.database.pool, before, batch);
  }
}
