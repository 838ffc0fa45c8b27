import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#libs/database';
import { DeliveryFailure, mailFailure } from '../delivery-failure.js';
import { MailCounters } from '../mail-counters.js';
import { OutboxStore, type ClaimedMail } from '../outbox.store.js';
import { SendMail } from '../send-mail.service.js';
import { OutboxTiming, retryDelayMs } from './outbox-timing.js';
import { judgeFailure, type ServerBackoff } from './server-backoff.js';

/** The outcome of an attempt, on which the next attempts depend. */
export interface AttemptEnd {
  readonly kind: 'taken' | 'refused' | 'doubted' | 'server-away' | 'aborted';
  readonly failure?: DeliveryFailure;
}

const COMMIT_PAUSE_MS = 250;

/** Makes one attempt at one claimed mail and records how it ended, or puts it back untried. */
@Injectable()
export class MailDelivery {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly database: Database,
    private readonly store: OutboxStore,
    private readonly sending: SendMail,
    private readonly counters: MailCounters,
    private readonly timing: OutboxTiming,
  ) {}

  async attempt(
    mail: ClaimedMail,
    signal: AbortSignal,
    backoff: ServerBackoff,
  ): Promise<AttemptEnd> {
    try {
      await this.sending.send(mail, signal);
    } catch (error) {
      if (!signal.aborted) return this.failed(mail, asFailure(error), backoff);
      await this.giveBack(mail);
      return { kind: 'aborted' };
    }
    await this.taken(mail);
    return { kind: 'taken' };
  }

  /** Puts a claimed mail back at its place. If this cannot be written, it becomes available when its lease ends. */
  giveBack(mail: ClaimedMail): Promise<void> {
    return this.quietly(() => this.store.giveBack(this.database.pool, mail));
  }

  /** The server has accepted the mail, which must not be sent again: the write is repeated until it succeeds. */
  private async taken(mail: ClaimedMail): Promise<void> {
    const isOurs = await this.untilWritten(() =>
      this.store.finish(this.database.pool, mail, 'sent', null),
    );
    this.counters.count(mail.template, 'sent');
    if (!isOurs) {
      this.logger.warn(
        `Mail ${mail.id} was sent while it was cancelled, or while this process was stalled and another took it over`,
      );
    }
  }

  private async failed(
    mail: ClaimedMail,
    failure: DeliveryFailure,
    backoff: ServerBackoff,
  ): Promise<AttemptEnd> {
    const { isFinal, isServers } = judgeFailure(mail, failure, backoff);
    if (isFinal) {
      await this.untilWritten(() =>
        this.store.finish(this.database.pool, mail, 'failed', failure.message),
      );
      this.counters.count(mail.template, 'failed');
      this.logger.error(`Mail ${mail.id} (${mail.template}) was refused: ${failure.message}`);
      return { kind: 'refused', failure };
    }
    if (failure.scope === 'unclear') {
      await this.postpone(mail, failure, this.delayInDoubt(mail, backoff));
      return { kind: isServers ? 'server-away' : 'doubted', failure };
    }
    // A mail that waits only for the server keeps its place in the queue; the worker pauses and continues in order.
    await this.postpone(mail, failure, isServers ? null : this.ownDelay(mail));
    return { kind: isServers ? 'server-away' : 'refused', failure };
  }

  private ownDelay({ deferrals }: ClaimedMail): number {
    return retryDelayMs(deferrals + 1, this.timing);
  }

  /** While the server counts as down its pause suffices, and other mails are tried first. */
  private delayInDoubt(mail: ClaimedMail, backoff: ServerBackoff): number {
    return backoff.isDown ? backoff.pauseMs(performance.now()) : this.ownDelay(mail);
  }

  /** If this cannot be written, the mail becomes available when its lease ends. */
  private async postpone(
    mail: ClaimedMail,
    failure: DeliveryFailure,
    delayMs: number | null,
  ): Promise<void> {
    const why = { delayMs, error: failure.message, isOwn: delayMs !== null };
    await this.quietly(() => this.store.postpone(this.database.pool, mail, why));
    this.counters.count(mail.template, 'retried');
    this.logger.warn(
      `Mail ${mail.id} (${mail.template}) was not delivered at attempt ${mail.attempts}, it is tried again: ${failure.message}`,
    );
  }

  private async untilWritten<T>(write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        this.logger.error(`What became of a mail could not be written yet: ${nameOf(error)}`);
        await pause(COMMIT_PAUSE_MS);
      }
    }
  }

  private async quietly(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.logger.warn(`What became of a mail could not be written: ${nameOf(error)}`);
    }
  }
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown');

const asFailure = (error: unknown) =>
  error instanceof DeliveryFailure
    ? error
    : mailFailure(false, error instanceof Error ? error.message : String(error));
