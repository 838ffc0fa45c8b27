import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Database, type Tx } from '#libs/database';
import { Clock, equalsConstantTime, KeyedHash, randomToken, sha256 } from '#libs/kernel';
import { invalidSignInCode } from './email-sign-in.errors.js';
import {
  EmailSignInsStore,
  type LinkedSignIn,
  type PendingSignIn,
} from './email-sign-ins.store.js';

export const EMAIL_SIGN_IN_SECONDS = 600;
export const MOST_TRIES = 5;

const DIGITS = 6;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** Longer than the clocks of instances may differ. */
const KEPT_LONGER_MS = 3_600_000;

/** The account, and the client that asked. */
export type SignInToIssue = Pick<
  PendingSignIn,
  'userId' | 'nonceHash' | 'emailCanonical' | 'resource'
> & { readonly isKnownDevice: boolean };

/** For one mail; only hashes are stored. */
export interface IssuedSignIn {
  /** Six digits. */
  readonly code: string;
  /** Of the link. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** A code as it is shown, with the nonces that the client holds. */
export interface ShownCode {
  readonly emailCanonical: string;
  readonly code: string;
  readonly nonces: readonly string[];
}

export interface TriedCode {
  /** The sign-in of the code; `null` when it is wrong. */
  readonly pending: PendingSignIn | null;
  /** The account that it was tried for; absent when no sign-in waits for this client. */
  readonly about: string | undefined;
}

/** The one-time codes and links of sign-ins by mail, each bound to the client that asked by a nonce. */
@Injectable()
export class EmailSignInCodes {
  private readonly hash: KeyedHash;

  constructor(
    private readonly database: Database,
    private readonly store: EmailSignInsStore,
    private readonly clock: Clock,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.hash = new KeyedHash(serverSecretOf(core), 'email-sign-in');
  }

  /** From the commit on the older one is refused. */
  async issue(tx: Tx, signIn: SignInToIssue): Promise<IssuedSignIn> {
    const code = randomInt(10 ** DIGITS)
      .toString()
      .padStart(DIGITS, '0');
    const token = randomToken();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + EMAIL_SIGN_IN_SECONDS * 1000);
    await this.store.replace(tx, {
      ...signIn,
      codeHash: this.hashOf(signIn.nonceHash, code),
      tokenHash: sha256(token),
      createdAt,
      expiresAt,
    });
    return { code, token, expiresAt };
  }

  /** Compares a code, which counts as a try. Uses nothing up. */
  async tryCode({ emailCanonical, code, nonces }: ShownCode): Promise<TriedCode> {
    const candidates = await this.store.countTry(this.database.pool, {
      nonceHashes: nonces.map((nonce) => sha256(nonce)),
      emailCanonical,
      mostTries: MOST_TRIES,
      now: this.clock.now(),
    });
    const isRight = ({ nonceHash, codeHash }: PendingSignIn) =>
      equalsConstantTime(codeHash, this.hashOf(nonceHash, code));
    return {
      pending: candidates.find(isRight) ?? null,
      about: candidates[0]?.userId,
    };
  }

  /** The sign-in of a link, and whether the client is the one that asked; `null` for a link that does not work. */
  async findByToken(
    token: string,
    nonces: readonly string[],
  ): Promise<{ readonly pending: LinkedSignIn; readonly isOwn: boolean } | null> {
    if (!TOKEN.test(token)) return null;
    const now = this.clock.now();
    const pending = await this.store.findByToken(this.database.pool, sha256(token), now);
    if (!pending) return null;
    const isOwn = nonces.some((nonce) => equalsConstantTime(pending.nonceHash, sha256(nonce)));
    return { pending, isOwn };
  }

  /**
   * Uses it up; the caller has locked the account.
   * @throws AppError `INVALID_SIGN_IN_CODE`, also when another request was faster
   */
  async consume(tx: Tx, pending: PendingSignIn): Promise<void> {
    const isUsed = await this.store.consume(tx, pending, this.clock.now());
    if (!isUsed) throw invalidSignInCode(pending.userId);
  }

  purgeExpired(tx: Tx, limit: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEPT_LONGER_MS);
    return this.store.deleteExpired(tx, before, limit);
  }

  private hashOf(nonceHash: Buffer, code: string): Buffer {
    return this.hash.bytesOf(`${nonceHash.toString('base64')}:${code}`);
  }
}
