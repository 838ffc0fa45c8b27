import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock, newId, randomToken, sha256 } from '#libs/kernel';
import type { TokenPurpose } from './one-time-token.entity.js';
import {
  OneTimeTokensStore,
  type OneTimeTokenRow,
  type TokenOwner,
} from './one-time-tokens.store.js';

/** `emailCanonical` is the account's address, to which the token is mailed. */
export interface TokenRequest extends Pick<
  OneTimeTokenRow,
  'userId' | 'purpose' | 'emailCanonical'
> {
  readonly ttlSeconds: number;
}

/** A new token; only its hash is stored. */
export interface IssuedToken {
  /** 256 random bits, 43 characters of base64url. */
  readonly token: string;
  readonly expiresAt: Date;
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** Longer than the clocks of instances may differ. */
const PURGE_AFTER_MS = 3_600_000;

/** Mailed tokens: stored as a hash, one for each purpose of an account, used at most once. */
@Injectable()
export class OneTimeTokens {
  constructor(
    private readonly store: OneTimeTokensStore,
    private readonly clock: Clock,
  ) {}

  /** A new token; from the commit on an older one of the same purpose is refused. */
  async issue(tx: Tx, request: TokenRequest): Promise<IssuedToken> {
    const token = randomToken();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + request.ttlSeconds * 1000);
    await this.store.replace(tx, {
      id: newId(),
      userId: request.userId,
      purpose: request.purpose,
      tokenHash: sha256(token),
      emailCanonical: request.emailCanonical,
      expiresAt,
      createdAt,
    });
    return { token, expiresAt };
  }

  /**
   * Uses the token up and answers its owner; `null` for a token that is unknown, of another purpose, used, expired,
   * cancelled, or mailed to an address that the account no longer has. The account stays locked until the transaction ends.
   */
  async consume(tx: Tx, purpose: TokenPurpose, token: string): Promise<TokenOwner | null> {
    if (!TOKEN.test(token)) return null;
    return this.store.consume(tx, { purpose, tokenHash: sha256(token), now: this.clock.now() });
  }

  /** The owner of a token that `consume` would accept; uses nothing up. */
  async find(tx: Tx, purpose: TokenPurpose, token: string): Promise<TokenOwner | null> {
    if (!TOKEN.test(token)) return null;
    return this.store.find(tx, { purpose, tokenHash: sha256(token), now: this.clock.now() });
  }

  /** Whether the account has an unused token of this purpose that is valid for at least `seconds`. */
  isLiveFor(
    tx: Tx,
    about: { readonly userId: string; readonly purpose: TokenPurpose; readonly seconds: number },
  ): Promise<boolean> {
    const until = new Date(this.clock.nowMs() + about.seconds * 1000);
    return this.store.isLiveUntil(tx, { ...about, until });
  }

  /** Deletes the account's tokens of these purposes, or all: when its password or address changes. */
  cancelAll(tx: Tx, userId: string, purposes?: readonly TokenPurpose[]): Promise<void> {
    return this.store.deleteOf(tx, userId, purposes ?? null);
  }

  /** Deletes a batch of expired ones; answers how many. */
  purgeExpired(tx: Tx, limit: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - PURGE_AFTER_MS);
    return this.store.deleteExpired(tx, before, limit);
  }
}
