import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#libs/database';
import { DeliveryFailure } from '../delivery-failure.js';
import { MailCounters } from '../mail-counters.js';
import { MailCourier } from '../mail-courier.service.js';
import { OutboxStore, type ClaimedMail } from '../outbox.store.js';
import { OutboxTiming, retryDelayMs } from './outbox-timing.js';

/** How an attempt ended, as far as the next ones are concerned. */
export type AttemptEnd = 'taken' | 'refused' | 'server-away' | 'called-off';

const COMMIT_PAUSE_MS = 250;

/** One attempt at one claimed mail, and the writing down of how it ended. */
@Injectable()
export class MailDelivery {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly database: Database,
    private readonly store: OutboxStore,
    private readonly courier: MailCourier,
    private readonly counters: MailCounters,
    private readonly timing: OutboxTiming,
  ) {}

  async attempt(mail: ClaimedMail, signal: AbortSignal): Promise<AttemptEnd> {
    try {
      await this.courier.deliver(mail, signal);
    } catch (error) {
      return this.failed(mail, asFailure(error), signal);
    }
    await this.taken(mail);
    return 'taken';
  }

  /** The server has it: nobody may send it again, so this is tried until the database knows. */
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
    signal: AbortSignal,
  ): Promise<AttemptEnd> {
    if (signal.aborted) {
      await this.quietly(() => this.store.giveBack(this.database.pool, mail));
      return 'called-off';
    }
    if (failure.isPermanent) {
      await this.untilWritten(() =>
        this.store.finish(this.database.pool, mail, 'failed', failure.message),
      );
      this.counters.count(mail.template, 'failed');
      this.logger.error(`Mail ${mail.id} (${mail.template}) was refused: ${failure.message}`);
      return 'refused';
    }
    await this.postpone(mail, failure);
    return failure.scope === 'server' ? 'server-away' : 'refused';
  }

  /**
   * A mail that waits for the server alone keeps its place: the worker pauses, and goes on in order. If this
   * cannot be written, the lease ends by itself.
   */
  private async postpone(mail: ClaimedMail, failure: DeliveryFailure): Promise<void> {
    const delayMs = failure.scope === 'server' ? null : retryDelayMs(mail.attempts, this.timing);
    const why = { delayMs, error: failure.message };
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
    : new DeliveryFailure('mail', false, error instanceof Error ? error.message : String(error));
