import { Injectable, Logger } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { MailCounters } from './mail-counters.js';
import { MailFolds } from './mail-folds.service.js';
import type { Mail } from './outbox.js';
import { templateOf, type MailTemplate } from './templates/index.js';

/** What becomes of mails beyond their budget: security notices are folded, others are not sent. */
@Injectable()
export class HeldBackMails {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly folds: MailFolds,
    private readonly counters: MailCounters,
  ) {}

  /** Metric and log are the only sign of it: the caller who asked for the mail must not learn that others did. */
  async add<T extends MailTemplate>(tx: Tx, mail: Mail<T>): Promise<void> {
    const { template } = mail;
    const isNotice = templateOf(template).notice !== undefined;
    if (isNotice) await this.folds.add(tx, mail);
    this.counters.count(template, isNotice ? 'folded' : 'held_back');
    const what = isNotice ? 'folded into one that follows' : 'held back';
    this.logger.warn(
      `A mail (${template}) was ${what}: its mailbox has had its number of them within the hour`,
    );
  }
}
