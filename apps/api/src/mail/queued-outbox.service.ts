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
    const isTaken = await this.budget.take(tx, mail);
    await this.cancelDead(tx, mail, isTaken);
    if (!isTaken) {
      await this.heldBack.add(tx, mail);
      return false;
    }
    await this.store.insert(tx, await this.outboxRows.make(mail));
    this.signal.queuedIn(tx);
    return true;
  }

  /**
   * What a notice tells of has happened, whether it is sent or folded, and the links of others are dead by it. The link
   * that a mail held back would have replaced lives.
   */
  private async cancelDead(tx: Tx, { template, userId }: Mail, isSent: boolean): Promise<void> {
    const { cancels = [], notice } = templateOf(template);
    const dead = cancels.filter((name) => isSent || (notice !== undefined && name !== template));
    if (dead.length > 0 && userId !== undefined) await this.store.cancel(tx, userId, dead);
  }

  override cancel(tx: Tx, userId: string, templates?: readonly MailTemplate[]): Promise<void> {
    return this.store.cancel(tx, userId, templates ?? null);
  }
}
