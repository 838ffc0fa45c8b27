import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, type ConfigOf } from '#libs/config';
import { equalsConstantTime } from '#libs/kernel';
import { HashPool } from './hash-pool.js';
import type { BcryptWork } from './hash-worker.js';
import {
  digestOf,
  digestPassword,
  dummySalt,
  firstBytes,
  parseStoredHash,
  toStoredForm,
  type StoredHash,
} from './password-form.js';
import { findPasswordProblems, isUsable } from './password-policy.js';
import { passwordsConfig } from './passwords.config.js';
import { passwordUnacceptable } from './passwords.errors.js';
import {
  Passwords,
  type HashOptions,
  type PasswordContext,
  type PasswordVerdict,
} from './passwords.js';

const NO_MATCH: PasswordVerdict = { matches: false, needsRehash: false };

@Injectable()
export class PasswordsService extends Passwords {
  private readonly cost: number;
  private readonly serviceNames: readonly string[];
  /** The cost that every comparison is brought up to: today's, or the highest met in the database. */
  private workCost: number;

  constructor(
    private readonly pool: HashPool,
    @Inject(passwordsConfig.KEY) config: ConfigOf<typeof passwordsConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    super();
    this.cost = config.bcryptCost;
    this.workCost = config.bcryptCost;
    this.serviceNames = ['gatehouse', core.appName];
  }

  override assertAcceptable(password: string, context: PasswordContext, field: string): void {
    const problems = findPasswordProblems(password, context, this.serviceNames);
    if (problems.length > 0) {
      throw passwordUnacceptable(problems.map((problem) => ({ field, ...problem })));
    }
  }

  override async hash(password: string, options?: HashOptions): Promise<string> {
    const work = [{ data: digestPassword(password), salt: this.cost }];
    const [text] = await this.pool.run(work, options);
    return toStoredForm(text!);
  }

  override async verify(
    password: string,
    hash: string | null,
    options?: HashOptions,
  ): Promise<PasswordVerdict> {
    // Depends on what was sent alone, so it tells nothing of the account.
    if (!isUsable(password)) return NO_MATCH;
    const stored = hash === null ? null : parseStoredHash(hash);
    this.workCost = Math.max(this.workCost, stored?.cost ?? 0);
    const attempts = candidates(password, stored).map((data) => this.workFor(data, stored));
    const texts = await this.pool.run(attempts.flat(), options);
    if (!stored) return NO_MATCH;
    const perAttempt = attempts[0]!.length;
    const matches = attempts
      .map((_, index) => digestOf(texts[index * perAttempt]!))
      .map((digest) => equalsConstantTime(Buffer.from(digest), Buffer.from(stored.digest)))
      .includes(true);
    const isOutdated = stored.form === 'plain' || stored.cost < this.cost;
    return { matches, needsRehash: matches && isOutdated };
  }

  /**
   * The comparison, and with a hash of a lower cost c as much idle work as is missing to today's cost C:
   * 2^c + (2^c + 2^(c+1) + ... + 2^(C-1)) = 2^C. So an old or imported hash answers no sooner than none.
   */
  private workFor(data: Uint8Array, stored: StoredHash | null): BcryptWork[] {
    const work: BcryptWork[] = [{ data, salt: stored?.salt ?? dummySalt(this.workCost) }];
    for (let cost = stored?.cost ?? this.workCost; cost < this.workCost; cost += 1) {
      work.push({ data, salt: dummySalt(cost) });
    }
    return work;
  }
}

/**
 * What is compared with the stored hash. A hash from elsewhere was made of the password as it was typed or of
 * its NFC form; as many attempts are made for ours, so that their number depends on the password alone.
 */
function candidates(password: string, stored: StoredHash | null): Uint8Array[] {
  const forms = [...new Set([password.normalize('NFC'), password])];
  return forms.map((form) => (stored?.form === 'plain' ? firstBytes(form) : digestPassword(form)));
}
