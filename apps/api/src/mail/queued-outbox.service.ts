import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { HeldBackMails } from './held-back-mails.service.js';
import { MailBudget } from './mail-budget.service.js';
import { Outbox, type Mail } from './outbox.js';
import { OutboxSignal } from './outbox-signal.js';
import { OutboxStore } from './outbox.store.js';
import { OutboxRows } from './outbox-rows.service.js';
import { templateOf, type MailTemplate } from './templates/index.js';

/** Writes mails into the table that the workers send from. */
@Injectable()
export class QueuedOutbox extends Outbox {
  constructor(
    private readonly store: OutboxStore,
    private readonly budget: MailBudget,
    private readonly heldBack: HeldBackMails,
    private readonly outboxRows: OutboxRows,
    private readonly signal: OutboxSignal,
  ) {
    super();
  }

  override async enqueue<T extends MailTemplate>(tx: Tx, mail: Mail<T>): Promise<boolean> {
    const { cancels } = templateOf(mail.template);
    if (!(await this.budget.take(tx, mail))) {
      await this.heldBack.add(tx, mail);
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
}
