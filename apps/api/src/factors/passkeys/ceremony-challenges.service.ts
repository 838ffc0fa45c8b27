import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, deriveKey, equalsConstantTime, hmacSha256, sha256 } from '#libs/kernel';
import type { CeremonyBinding } from '../factor.js';
import { WebauthnChallengesStore } from './webauthn-challenges.store.js';

export const CEREMONY_SECONDS = 300;

/** Milliseconds until 2106 and beyond. */
const TIME_BYTES = 6;
const RANDOM_BYTES = 16;
const MAC_BYTES = 32;
const BYTES = TIME_BYTES + RANDOM_BYTES + MAC_BYTES;
/** Its only spelling in base64url without padding: 54 bytes are 72 characters. */
const SPELLING = /^[A-Za-z0-9_-]{72}$/;

/**
 * Challenges of WebAuthn ceremonies. None is stored when it is made: it contains when it expires, random bytes, and a MAC
 * over both, the purpose and the subject. One that was answered is recorded until it would have expired, so that it is
 * accepted once, on all instances.
 */
@Injectable()
export class CeremonyChallenges {
  private readonly key: Buffer;

  constructor(
    private readonly store: WebauthnChallengesStore,
    private readonly clock: Clock,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.key = deriveKey(serverSecretOf(core), 'webauthn-challenges');
  }

  make(binding: CeremonyBinding): Buffer {
    const head = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
    head.writeUIntBE(this.clock.nowMs() + CEREMONY_SECONDS * 1000, 0, TIME_BYTES);
    randomBytes(RANDOM_BYTES).copy(head, TIME_BYTES);
    return Buffer.concat([head, this.macOf(binding, head)]);
  }

  /** Whether it was made here for this ceremony and has not expired; it may have been used. */
  isValid(binding: CeremonyBinding, challenge: unknown): challenge is string {
    return this.expiryOf(binding, challenge) !== null;
  }

  /** As `isValid`, and uses it up; of many at once, one is accepted. Call it after everything else was verified. */
  async accept(tx: Tx, binding: CeremonyBinding, challenge: unknown): Promise<boolean> {
    const expiresAt = this.expiryOf(binding, challenge);
    if (expiresAt === null || typeof challenge !== 'string') return false;
    return this.store.insert(tx, { challengeHash: sha256(challenge), expiresAt });
  }

  /** Deletes those that have expired; answers how many. */
  purgeExpired(tx: Tx, limit: number): Promise<number> {
    return this.store.deleteExpired(tx, new Date(this.clock.nowMs() - KEPT_LONGER_MS), limit);
  }

  private expiryOf(binding: CeremonyBinding, challenge: unknown): Date | null {
    if (typeof challenge !== 'string' || !SPELLING.test(challenge)) return null;
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== BYTES) return null;
    const head = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES);
    const mac = bytes.subarray(TIME_BYTES + RANDOM_BYTES);
    if (!equalsConstantTime(mac, this.macOf(binding, head))) return null;
    const expiresAtMs = head.readUIntBE(0, TIME_BYTES);
    return expiresAtMs > this.clock.nowMs() ? new Date(expiresAtMs) : null;
  }

  /** The length of the purpose is in the message: no purpose and subject together spell another pair. */
  private macOf({ purpose, subject }: CeremonyBinding, head: Buffer): Buffer {
    const words = Buffer.from(`${purpose.length}:${purpose}:${subject}`);
    return hmacSha256(this.key, Buffer.concat([head, words]));
  }
}

/** Longer than the clocks of instances may differ. */
const KEPT_LONGER_MS = 3_600_000;
