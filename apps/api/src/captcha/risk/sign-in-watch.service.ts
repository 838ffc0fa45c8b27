import { Inject, Injectable } from '@nestjs/common';
import { Ephemeral } from '#libs/ephemeral';
import type { ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { captchaConfig } from '../captcha.config.js';
import { AttackNotice } from './attack-notice.service.js';
import { MinuteCounts, MINUTE_MS } from './minute-counts.js';

const UNTIL_KEY = 'captcha:until';
/** The end of an attack moves on with each try; the others are told once in so long. */
const TELL_EVERY_MS = 5000;

/**
 * Sees what no account sees by itself: one wrong password each for very many. What is seen holds for minutes
 * after the last traffic of that kind, solved or not, so that who ignores challenges gains nothing by it. Seen
 * by all instances together; by each alone while Redis cannot be asked.
 */
@Injectable()
export class SignInWatch {
  private readonly failures: MinuteCounts;
  private readonly accounts: MinuteCounts;
  /** Wrong passwords, and tries that have shown no solution. */
  private readonly traffic: MinuteCounts;
  private seen = new Set<string>();
  private seenIn = 0;
  private untilMs = 0;
  private toldMs = 0;
  private warnedIn = 0;

  constructor(
    @Inject(Ephemeral) private readonly ephemeral: Ephemeral,
    @Inject(captchaConfig.KEY) private readonly config: ConfigOf<typeof captchaConfig>,
    private readonly clock: Clock,
    private readonly notice: AttackNotice,
    metrics: Metrics,
  ) {
    this.failures = new MinuteCounts('failures', ephemeral, clock);
    this.accounts = new MinuteCounts('accounts', ephemeral, clock);
    this.traffic = new MinuteCounts('traffic', ephemeral, clock);
    metrics.gauge('gatehouse_sign_ins_suspicious', 'Whether sign-ins fail in masses (1)', () =>
      this.isSuspicious ? 1 : 0,
    );
  }

  get isSuspicious(): boolean {
    return this.clock.nowMs() < this.untilMs;
  }

  /** A wrong password. @param account the same for the same account, and nothing that names it */
  async failed(account: string | null): Promise<void> {
    const isFirst = account !== null && this.isFirstHere(account);
    const counting = [this.failures.add(), this.traffic.add()];
    if (isFirst) counting.push(this.addAccount(account));
    await this.judgeAround(counting);
  }

  /** A sign-in without the solution that was asked for. */
  async unsolved(): Promise<void> {
    await this.judgeAround([this.traffic.add()]);
  }

  /** Learns what other instances have seen. */
  async refresh(): Promise<void> {
    const until = Number(await this.ephemeral.get(UNTIL_KEY).catch(() => 0));
    const latest = this.clock.nowMs() + this.config.holdSeconds * 1000;
    if (until > this.untilMs) this.untilMs = Math.min(until, latest);
  }

  /** By what is known here at once, and by what the others have counted. */
  private async judgeAround(counting: readonly Promise<void>[]): Promise<void> {
    this.judge();
    await Promise.all(counting);
    this.judge();
  }

  private judge(): void {
    const { failuresPerMinute, accountsPerMinute, holdSeconds } = this.config;
    const isAttack =
      this.failures.perMinute >= failuresPerMinute || this.accounts.perMinute >= accountsPerMinute;
    const least = Math.min(failuresPerMinute, accountsPerMinute) / 2;
    const goesOn = this.isSuspicious && this.traffic.perMinute >= least;
    if (!isAttack && !goesOn) return;
    const now = this.clock.nowMs();
    this.untilMs = Math.max(this.untilMs, now + holdSeconds * 1000);
    this.warn(now);
    this.tell();
  }

  private tell(): void {
    if (this.untilMs - this.toldMs < TELL_EVERY_MS) return;
    this.toldMs = this.untilMs;
    void this.ephemeral
      .set(UNTIL_KEY, String(this.untilMs), this.config.holdSeconds)
      .catch(() => (this.toldMs = 0));
  }

  private isFirstHere(account: string): boolean {
    const minute = Math.floor(this.clock.nowMs() / MINUTE_MS);
    if (this.seenIn !== minute) this.seen = new Set();
    this.seenIn = minute;
    // More than it takes are not told apart any more.
    if (this.seen.has(account) || this.seen.size >= this.config.accountsPerMinute) return false;
    this.seen.add(account);
    return true;
  }

  private async addAccount(account: string): Promise<void> {
    const key = `captcha:account:${this.seenIn}:${account}`;
    const isFirst = await this.ephemeral.setIfAbsent(key, '1', 120).catch(() => true);
    if (isFirst) await this.accounts.add();
  }

  private warn(nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (this.warnedIn === minute) return;
    this.warnedIn = minute;
    const { failuresPerMinute } = this.config;
    const failures = Math.round(this.failures.perMinute);
    const accounts = Math.round(this.accounts.perMinute);
    void this.notice.write({ minute, failures, accounts, failuresPerMinute });
  }
}
