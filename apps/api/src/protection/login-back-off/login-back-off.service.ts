import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { LateWrites } from '#libs/cleanup';
import { Config, coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Database, isAnswerLost, type Tx } from '#libs/database';
import { AppError, Clock, KeyedHash } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { loginBackOffConfig } from './login-back-off.config.js';
import { FailedLoginsStore, type CountedAttempt } from './failed-logins.store.js';

const FORGET_MS = 86_400_000;
/** An attempt that could not be uncounted for so long stays counted: later failures may have another cause. */
const UNCOUNT_WITHIN_MS = 60_000;

/**
 * The key of a back-off: a canonical address that an unknown device sent, a text that is not an address, a device that the
 * account knows, a signed-in user, the account of a mailed link that confirms its address, or an account whose second
 * factors are tried: these have a count of their own, which a right password does not delete.
 */
export type BackOffAccount =
  | { readonly email: string }
  | { readonly text: string }
  | { readonly deviceId: string }
  | { readonly userId: string }
  | { readonly confirmedId: string }
  | { readonly factorsOf: string };

function nameOf(account: BackOffAccount): string {
  if ('email' in account) return `email:${account.email}`;
  if ('text' in account) return `text:${account.text}`;
  if ('deviceId' in account) return `device:${account.deviceId}`;
  if ('factorsOf' in account) return `factors:${account.factorsOf}`;
  return 'userId' in account ? `user:${account.userId}` : `confirmed:${account.confirmedId}`;
}

/** While the back-off is off, attempts are still counted: the risk check reads how many failed. */
const NEVER = 1_000_000_000;

/**
 * Slows down the guessing of passwords, for each account by itself. An attempt is counted as failed, outside of any
 * transaction, before the password is compared; the correct password deletes the count. Attempts from unknown devices
 * slow down neither a signed-in user nor a sign-in from a device that the account knows.
 */
@Injectable()
export class LoginBackOff implements OnModuleDestroy {
  private readonly late = new LateWrites({ everyMs: 1_000, most: 1_000 });
  private readonly hash: KeyedHash;
  private readonly isOff: boolean;
  private readonly refusals: Counter;

  constructor(
    private readonly database: Database,
    private readonly store: FailedLoginsStore,
    @Inject(loginBackOffConfig.KEY) private readonly settings: ConfigOf<typeof loginBackOffConfig>,
    private readonly clock: Clock,
    config: Config,
    metrics: Metrics,
  ) {
    this.hash = new KeyedHash(serverSecretOf(config.get(coreConfig)), 'login-back-off');
    this.isOff = config.value('RATE_LIMIT_ENABLED') === false;
    this.refusals = metrics.counter(
      'gatehouse_password_backoff_total',
      'Passwords that were not looked at because too many before were wrong.',
    );
  }

  onModuleDestroy(): void {
    this.late.close();
  }

  /**
   * Answers the outcome of `compare`, when a password of the account may be compared now.
   * @param mayPass called only during a wait: whether the caller has solved a challenge that lets the attempt go on
   * @throws AppError `RATE_LIMITED`, the same whether there is such an account or not
   */
  async during<T extends { readonly isProven: boolean }>(
    account: BackOffAccount,
    compare: () => Promise<T>,
    mayPass: () => Promise<boolean> = () => Promise.resolve(false),
  ): Promise<T & { readonly failures: number }> {
    const counted = await this.count(account, mayPass);
    try {
      const outcome = await compare();
      if (outcome.isProven) await this.delete(this.database.pool, [counted.key]);
      return { ...outcome, failures: counted.number - 1 };
    } catch (error) {
      await this.uncount(counted);
      throw error;
    }
  }

  /** Failed attempts for the account from unknown devices, since the last correct password. */
  failuresOf(tx: Tx, emailCanonical: string): Promise<number> {
    const since = new Date(this.clock.nowMs() - FORGET_MS);
    return this.store.findFailures(tx, this.keyOf({ email: emailCanonical }), since);
  }

  /** After a new password: failures before it do not count. */
  async forget(
    tx: Tx,
    user: { readonly id: string; readonly emailCanonical: string },
    deviceIds: readonly string[] = [],
  ): Promise<void> {
    const devices = deviceIds.map((deviceId) => ({ deviceId }));
    const accounts = [{ email: user.emailCanonical }, { userId: user.id }, ...devices];
    await this.delete(
      tx,
      accounts.map((account) => this.keyOf(account)),
    );
  }

  /** Deletes a batch of counts whose last failure is over a day old; answers how many. */
  purge(batch: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - FORGET_MS);
    return this.store.purge(this.database.pool, before, batch);
  }

  private async count(
    account: BackOffAccount,
    mayPass: () => Promise<boolean>,
  ): Promise<CountedAttempt> {
    const key = this.keyOf(account);
    const now = this.clock.now();
    const { longestSeconds } = this.settings;
    const freeTries = this.isOff ? NEVER : this.settings.freeTries;
    const forgetBefore = new Date(now.getTime() - FORGET_MS);
    const attempt = { key, now, forgetBefore, freeTries, longestSeconds };
    const number =
      (await this.store.count(this.database.pool, attempt)) ??
      ((await mayPass()) ? await this.store.countPassed(this.database.pool, attempt) : null);
    if (number !== null) return { key, number, at: now };
    const nextAt = await this.store.findNextAt(this.database.pool, key);
    const waitMs = (nextAt ?? now).getTime() - now.getTime();
    this.refusals.inc();
    const what = 'factorsOf' in account ? OF_FACTORS : OF_PASSWORDS;
    throw tooManyGuesses(what, Math.max(1, Math.ceil(waitMs / 1000)), freeTries);
  }

  /**
   * For an attempt whose password was not compared, or whose success could not be stored: a busy server slows nobody down.
   * While the database cannot be used, it is uncounted later, or stays counted. Never throws.
   */
  private async uncount(counted: CountedAttempt): Promise<void> {
    const write = () => this.uncountNow(counted);
    await write().catch(() => this.late.add(counted.key, write, UNCOUNT_WITHIN_MS));
  }

  /** Not repeated when the answer was lost: it would uncount another attempt. */
  private async uncountNow(counted: CountedAttempt): Promise<void> {
    try {
      await this.store.uncount(this.database.pool, counted);
    } catch (error) {
      if (!isAnswerLost(error)) throw error;
    }
  }

  private async delete(tx: Tx, keys: readonly Buffer[]): Promise<void> {
    await this.store.delete(tx, keys);
    for (const key of keys) this.late.forget(key);
  }

  private keyOf(account: BackOffAccount): Buffer {
    return this.hash.bytesOf(nameOf(account));
  }
}

interface Guesses {
  readonly what: string;
  readonly otherwise: string;
}

const OF_PASSWORDS: Guesses = { what: 'passwords', otherwise: ', or reset the password' };
const OF_FACTORS: Guesses = { what: 'codes', otherwise: '' };

function tooManyGuesses(
  { what, otherwise }: Guesses,
  seconds: number,
  freeTries: number,
): AppError {
  return new AppError('RATE_LIMITED', {
    detail: `Too many wrong ${what}. Try again in ${seconds} seconds${otherwise}.`,
    retryAfterSeconds: seconds,
    // These are of this wait; the rate limits have admitted the request.
    headers: {
      'RateLimit-Limit': String(freeTries),
      'RateLimit-Remaining': '0',
      'RateLimit-Reset': String(seconds),
    },
  });
}
