import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { deriveKey, equalsConstantTime, hmacSha256 } from '#libs/kernel';
import { HashPool, type HashLane, type HashOptions } from './hash-pool.js';
import type { BcryptWork } from './hash-worker.js';
import {
  digestOf,
  digestPassword,
  dummySalt,
  firstBytes,
  isUsable,
  parseStoredHash,
  saltFrom,
  toStoredForm,
  type StoredHash,
} from './password-form.js';
import { findPasswordProblems, type PasswordContext } from './password-policy.js';
import { passwordsConfig } from './passwords.config.js';
import { passwordUnacceptable } from './passwords.errors.js';

/** Hashes for the same name have the same salt: one computation compares a password with all of them. */
export interface NewHashOptions extends HashOptions {
  readonly saltOf?: string;
}

/** The outcome of a comparison. */
export interface PasswordVerdict {
  readonly matches: boolean;
  /** The stored hash has a lower cost or an imported form: hash the password again and replace it. */
  readonly needsRehash: boolean;
  /** The hash among `others` that the password matches, if any. */
  readonly other?: string;
}

/** For a client: by its address, and with the signal of its connection. */
export const hashOptionsOf = (
  client: ClientInfo,
  lane: HashLane = client.hasSolved ? 'solved' : 'stranger',
): HashOptions => ({
  lane,
  source: client.ip,
  ...(client.gone && { signal: client.gone() }),
});

const NO_MATCH: PasswordVerdict = { matches: false, needsRehash: false };

/** Hashing and rules of passwords. bcrypt runs off the event loop behind one bounded fair queue. */
@Injectable()
export class Passwords {
  private readonly cost: number;
  private readonly serviceNames: readonly string[];
  /** The cost of every comparison: the configured one, or the highest found in the database. */
  private workCost: number;
  private readonly saltKey: Buffer;

  constructor(
    private readonly pool: HashPool,
    @Inject(passwordsConfig.KEY) config: ConfigOf<typeof passwordsConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.cost = config.bcryptCost;
    this.workCost = config.bcryptCost;
    this.saltKey = deriveKey(serverSecretOf(core), 'password-salt');
    this.serviceNames = ['gatehouse', core.appName];
  }

  /**
   * The contract's rules: 8 to 128 characters, not among the commonly used, without the address.
   * @throws AppError `PASSWORD_UNACCEPTABLE` with `errors` for the field `field`, whose codes are
   * `TOO_SHORT`, `TOO_LONG`, `TOO_COMMON`, `CONTAINS_EMAIL` and `INVALID_CHARACTERS`
   */
  assertAcceptable(password: string, context: PasswordContext, field: string): void {
    const problems = findPasswordProblems(password, context, this.serviceNames);
    if (problems.length > 0) {
      throw passwordUnacceptable(problems.map((problem) => ({ field, ...problem })));
    }
  }

  /**
   * The form to store. Only for a password that `assertAcceptable` accepts.
   * @throws AppError `HASH_QUEUE_FULL`
   */
  async hash(password: string, options?: NewHashOptions): Promise<string> {
    const name = options?.saltOf;
    const salt =
      name === undefined ? this.cost : saltFrom(hmacSha256(this.saltKey, name), this.cost);
    const work = [{ data: digestPassword(password), salt }];
    const [text] = await this.pool.run(work, options);
    return toStoredForm(text!);
  }

  /**
   * Compares with the same work whatever is stored: nothing (`null`: no account, or one without a password), a hash of the
   * configured cost, a cheaper one, an imported one. Only a correct password may take longer, by its rehash.
   * @param others compared in the same computation, as far as they have the salt of `hash`, or of the first of them when
   * `hash` is `null`
   * @throws AppError `HASH_QUEUE_FULL`
   */
  async verify(
    password: string,
    hash: string | null,
    options?: HashOptions,
    others: readonly string[] = [],
  ): Promise<PasswordVerdict> {
    // Depends on the request alone: it discloses nothing about the account.
    if (!isUsable(password)) return NO_MATCH;
    const stored = parseStored(hash ?? others[0]);
    this.workCost = Math.max(this.workCost, stored?.cost ?? 0);
    const attempts = candidates(password, stored).map((data) => this.workFor(data, stored));
    const texts = await this.pool.run(attempts.flat(), options);
    if (!stored) return NO_MATCH;
    const perAttempt = attempts[0]!.length;
    const digests = attempts.map((_, index) => digestOf(texts[index * perAttempt]!));
    return hash !== null && isAmong(digests, stored)
      ? { matches: true, needsRehash: stored.form === 'plain' || stored.cost < this.cost }
      : { ...NO_MATCH, ...otherOf(others, stored, digests) };
  }

  /**
   * The comparison, and for a hash of a lower cost c the work that is missing to the configured cost C:
   * 2^c + (2^c + 2^(c+1) + ... + 2^(C-1)) = 2^C. An old or imported hash answers no sooner than none.
   */
  private workFor(data: Uint8Array, stored: StoredHash | null): BcryptWork[] {
    const work: BcryptWork[] = [{ data, salt: stored?.salt ?? dummySalt(this.workCost) }];
    for (let cost = stored?.cost ?? this.workCost; cost < this.workCost; cost += 1) {
      work.push({ data, salt: dummySalt(cost) });
    }
    return work;
  }
}

const isAmong = (digests: readonly string[], { digest }: StoredHash): boolean =>
  digests.map((each) => equalsConstantTime(Buffer.from(each), Buffer.from(digest))).includes(true);

const parseStored = (text: string | undefined): StoredHash | null =>
  text === undefined ? null : parseStoredHash(text);

function otherOf(others: readonly string[], computed: StoredHash, digests: readonly string[]) {
  const other = others.find((text) => isOfSalt(text, computed, digests));
  return other === undefined ? {} : { other };
}

/** Whether the hash is ours, has the computed salt, and one of the digests. */
function isOfSalt(text: string, computed: StoredHash, digests: readonly string[]): boolean {
  const stored = parseStoredHash(text);
  if (stored?.form !== 'own' || computed.form !== 'own' || stored.salt !== computed.salt)
    return false;
  return isAmong(digests, stored);
}

/**
 * What is compared with the stored hash. An imported hash was made of the password as typed or of its NFC form; the same
 * attempts are made for our hashes, so that their number depends on the password alone.
 */
function candidates(password: string, stored: StoredHash | null): Uint8Array[] {
  const forms = [...new Set([password.normalize('NFC'), password])];
  return forms.map((form) => (stored?.form === 'plain' ? firstBytes(form) : digestPassword(form)));
}
