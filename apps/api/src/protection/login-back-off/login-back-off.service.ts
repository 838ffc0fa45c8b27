import { Inject, Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Config, coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Database, type Tx } from '#libs/database';
import { AppError, Clock, KeyedHash } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { loginBackOffConfig } from './login-back-off.config.js';
import { LateTakeBacks } from './late-take-backs.service.js';
import { FailedLoginsStore, type CountedTry } from './failed-logins.store.js';

const FORGET_MS = 86_400_000;

/**
 * Whose password is asked for: of an address that somebody has typed (canonical; what is none, as it was typed), by a
 * device that the account knows, of a signed-in user, or by the holder of a mailed link that confirms the account's address.
 */
export type BackOffAccount =
  | { readonly email: string }
  | { readonly text: string }
  | { readonly deviceId: string }
  | { readonly userId: string }
  | { readonly confirmedId: string };

function nameOf(account: BackOffAccount): string {
  if ('email' in account) return `email:${account.email}`;
  if ('text' in account) return `text:${account.text}`;
  if ('deviceId' in account) return `device:${account.deviceId}`;
  return 'userId' in account ? `user:${account.userId}` : `confirmed:${account.confirmedId}`;
}

/** While back-off is off, attempts are counted all the same: many before a right one say something. */
const NEVER = 1_000_000_000;

/**
 * Slows down the guessing of passwords, for each account by itself. An attempt counts as wrong, outside of any
 * transaction, before the password is looked at; a right one takes all back. Strangers at the sign-in page
 * slow down neither a signed-in user nor a sign-in from a device that the account knows.
 */
@Injectable()
export class LoginBackOff {
  private readonly hash: KeyedHash;
  private readonly isOff: boolean;
  private readonly refusals: Counter;

  constructor(
    private readonly database: Database,
    private readonly store: FailedLoginsStore,
    private readonly takeBacks: LateTakeBacks,
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

  /**
   * Answers what `look` does, when a password of the account may be looked at now.
   * @param mayPass asked only when one must wait: whether the caller has paid to go on all the same
   * @throws AppError `RATE_LIMITED`, the same whether there is such an account or not
   */
  async during<T extends { readonly isProven: boolean }>(
    account: BackOffAccount,
    look: () => Promise<T>,
    mayPass: () => Promise<boolean> = () => Promise.resolve(false),
  ): Promise<T & { readonly failures: number }> {
    const counted = await this.count(this.keyOf(account), mayPass);
    const outcome = await this.orTakeBack(counted, async () => {
      const found = await look();
      if (found.isProven) await this.delete(this.database.pool, [counted.key]);
      return found;
    });
    return { ...outcome, failures: counted.number - 1 };
  }

  /** Wrong ones for the account since the last right one, by strangers. */
  failuresOf(tx: Tx, emailCanonical: string): Promise<number> {
    const since = new Date(this.clock.nowMs() - FORGET_MS);
    return this.store.findFailures(tx, this.keyOf({ email: emailCanonical }), since);
  }

  /** After a new password: what was guessed before says nothing of it. */
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

  /** Removes a batch of what is long over; answers how many. */
  purge(batch: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - FORGET_MS);
    return this.store.purge(this.database.pool, before, batch);
  }

  private async count(key: Buffer, mayPass: () => Promise<boolean>): Promise<CountedTry> {
    const now = this.clock.now();
    const { longestSeconds } = this.settings;
    const freeTries = this.isOff ? NEVER : this.settings.freeTries;
    const forgetBefore = new Date(now.getTime() - FORGET_MS);
    const guess = { key, now, forgetBefore, freeTries, longestSeconds };
    const number =
      (await this.store.count(this.database.pool, guess)) ??
      ((await mayPass()) ? await this.store.countPassed(this.database.pool, guess) : null);
    if (number !== null) return { key, number, at: now };
    const nextAt = await this.store.findNextAt(this.database.pool, key);
    const waitMs = (nextAt ?? now).getTime() - now.getTime();
    this.refusals.inc();
    throw tooManyGuesses(Math.max(1, Math.ceil(waitMs / 1000)), freeTries);
  }

  /** A server that is too busy to look, or to uncount the right one, makes nobody wait longer. */
  private async orTakeBack<T>(counted: CountedTry, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.takeBacks.takeBack(counted);
      throw error;
    }
  }

  private async delete(tx: Tx, keys: readonly Buffer[]): Promise<void> {
    await this.store.delete(tx, keys);
    this.takeBacks.forget(keys);
  }

  private keyOf(account: BackOffAccount): Buffer {
    return this.hash.bytesOf(nameOf(account));
  }
}

function tooManyGuesses(seconds: number, freeTries: number): AppError {
  return new AppError('RATE_LIMITED', {
    detail: `Too many wrong passwords. Try again in ${seconds} seconds, or reset the password.`,
    retryAfterSeconds: seconds,
    // Of this wait, not of a limit that has let the request through.
    headers: {
      'RateLimit-Limit': String(freeTries),
      'RateLimit-Remaining': '0',
      'RateLimit-Reset': String(seconds),
    },
  });
}
