import { Injectable, Logger } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { MailBudget } from './mail-budget.service.js';
import { MailFolds } from './mail-folds.service.js';
import { MailCounters } from './mail-counters.js';
import { Outbox, type Mail } from './outbox.js';
import { OutboxSignal } from './outbox-signal.js';
import { OutboxStore } from './outbox.store.js';
import { OutboxRows } from './outbox-rows.service.js';
import { templateOf, type MailTemplate } from './templates/index.js';

/** Writes mails into the table that the workers send from. */
@Injectable()
export class QueuedOutbox extends Outbox {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly store: OutboxStore,
    private readonly budget: MailBudget,
    private readonly folds: MailFolds,
    private readonly outboxRows: OutboxRows,
    private readonly signal: OutboxSignal,
    private readonly counters: MailCounters,
  ) {
    super();
  }

  override async enqueue<T extends MailTemplate>(tx: Tx, mail: Mail<T>): Promise<boolean> {
    const { notice, cancels } = templateOf(mail.template);
    if (!(await this.budget.take(tx, mail))) {
      if (notice !== undefined) await this.folds.add(tx, mail);
      this.heldBack(mail.template, notice !== undefined);
      return false;
    }
    const row = await this.outboxRows.make(mail);
    if (cancels && row.userId !== null) await this.store.cancel(tx, row.userId, cancels);
    await this.store.insert(tx, row);
    this.signal.queuedIn(tx);
    return true;
  }

  override cancel(tx: Tx, userId: string, templates?: readonly MailTemplate[]): Promise<void> {
    return this.store.cancel(tx, userId, templates ?? null);
  }

  /** The only sign of it: whoever asked for the mail must not learn that others did. */
  private heldBack(template: MailTemplate, isFolded: boolean): void {
    this.counters.count(template, isFolded ? 'folded' : 'held_back');
    const what = isFolded ? 'folded into one that follows' : 'held back';
    this.logger.warn(
      `A mail (${template}) was ${what}: its mailbox has had its number of them within the hour`,
    );
  }
}
