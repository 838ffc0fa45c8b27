import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { mailConfig } from '../mail.config.js';
import { SERVER_CURES, type DeliveryFailure, type ServerTrouble } from '../delivery-failure.js';
import type { ClaimedMail } from '../outbox.store.js';
import { LeaseKeeper } from './lease-keeper.service.js';
import { MailDelivery, type AttemptEnd } from './mail-delivery.service.js';
import { OutboxQueue } from './outbox-queue.service.js';
import { OutboxTiming } from './outbox-timing.js';
import { ServerBackoff } from './server-backoff.js';

/**
 * Sends the mails of the outbox. Several processes share it: only the worker that claimed a mail may send it while the
 * lease lasts, and it renews the lease meanwhile. Commits of this process wake the worker; it polls every second for
 * mails that other processes queued.
 */
@Injectable()
export class OutboxWorker {
  private readonly logger = new Logger('Mail');
  private readonly backoff: ServerBackoff;
  private readonly inFlight = new Set<Promise<void>>();
  private filling: Promise<void> | undefined;
  private isRunning = false;
  private isAskedAgain = false;
  private patience: NodeJS.Timeout | undefined;
  private told: ServerTrouble | undefined;

  constructor(
    private readonly queue: OutboxQueue,
    private readonly leases: LeaseKeeper,
    private readonly delivery: MailDelivery,
    private readonly timing: OutboxTiming,
    @Inject(mailConfig.KEY) private readonly config: ConfigOf<typeof mailConfig>,
  ) {
    this.backoff = new ServerBackoff(timing);
    queue.onWork(() => this.lookSoon());
  }

  /** Whether at the last attempt the mail server could not be reached, or refused all mail of this server. */
  get isServerAway(): boolean {
    return this.backoff.isDown;
  }

  /** The fault of the mail server while it is away. */
  get serverTrouble(): ServerTrouble | undefined {
    return this.isServerAway ? this.told : undefined;
  }

  start(): void {
    this.isRunning = true;
    this.lookSoon();
  }

  /**
   * Claims no more mails, and after `stopMs` aborts those that are still being sent: another worker sends them. The time
   * runs while requests are still being answered, so that the shutdown does not wait for it.
   */
  windDown(): void {
    this.isRunning = false;
    this.patience ??= setTimeout(() => this.leases.abortAll(), this.timing.stopMs);
  }

  /** Resolves when no mail is being sent: within `stopMs`, unless a server has received a mail and does not answer. */
  async stop(): Promise<void> {
    this.windDown();
    await this.filling;
    await Promise.all(this.inFlight);
    clearTimeout(this.patience);
  }

  lookSoon(): void {
    this.isAskedAgain = true;
    this.filling ??= this.fill().finally(() => (this.filling = undefined));
  }

  private async fill(): Promise<void> {
    while (this.isAskedAgain && this.isRunning) {
      this.isAskedAgain = false;
      const free = this.allowance();
      if (free > 0 && (await this.begin(free)) === free) this.isAskedAgain = true;
    }
  }

  /** Answers how many mails were started. */
  private async begin(limit: number): Promise<number> {
    const claimedAtMs = performance.now();
    const mails = await this.queue.claim(limit, this.backoff.isDoubted);
    // An attempt may have failed while the claim was written: then the server counts as down, and these must wait.
    const started = mails.slice(0, this.allowance());
    for (const mail of started) this.send(mail, this.leases.hold(mail, claimedAtMs));
    for (const mail of mails.slice(started.length)) await this.delivery.giveBack(mail);
    return started.length;
  }

  private allowance(): number {
    return this.backoff.allowance(performance.now(), this.leases.count, this.config.concurrency);
  }

  private send(mail: ClaimedMail, signal: AbortSignal): void {
    const attempt = this.delivery
      .attempt(mail, signal, this.backoff)
      .then(
        (end) => this.ended(mail, end),
        // The lease is dropped, and another worker claims the mail.
        () => this.ended(mail, { kind: 'aborted' }),
      )
      .finally(() => this.inFlight.delete(attempt));
    this.inFlight.add(attempt);
  }

  private ended(mail: ClaimedMail, { kind, failure }: AttemptEnd): void {
    this.leases.drop(mail.id);
    if (kind === 'server-away') this.serverAway(failure);
    else if (kind === 'taken' || kind === 'refused') this.serverAnswered(kind === 'taken');
    this.lookSoon();
  }

  private serverAnswered(isTaken: boolean): void {
    this.told = undefined;
    if (!this.backoff.succeeded(performance.now(), isTaken)) return;
    this.logger.log('The mail server is back: what waited for it goes out');
  }

  private serverAway(failure: DeliveryFailure | undefined): void {
    const nowMs = performance.now();
    if (failure?.scope === 'server') this.backoff.failed(nowMs);
    this.tell(failure);
    setTimeout(() => this.lookSoon(), this.backoff.pauseMs(nowMs)).unref();
  }

  /** Logs each fault once, for the operator to correct it. */
  private tell(failure: DeliveryFailure | undefined): void {
    const trouble = failure?.trouble ?? 'unreachable';
    if (this.told === trouble) return;
    this.told = trouble;
    this.logger.error(
      `The mail server takes no mail (${trouble}): all mails wait, each as long as its link lives, or for MAIL_GIVE_UP_SECONDS. ${SERVER_CURES[trouble]} It said: ${failure?.message}`,
    );
  }
}
