import { Injectable, Logger } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { SecretBoxError } from '#libs/kernel';
import { knownLanguage } from '#libs/languages';
import { Cleanups } from '#libs/cleanup';
import type { FoldedKind } from '../mail-fold.entity.js';
import { MailFolds } from '../mail-folds.service.js';
import { Outbox } from '../outbox.service.js';
import type { FoldedNotice } from '../templates/folded-notices.js';
import { isMailTemplate, templateOf } from '../templates/index.js';
import { OutboxTiming } from './outbox-timing.js';

const MOST_ROWS = 100;

/** Sends folded notices. Several instances share the work, and each mailbox gets one mail. */
@Injectable()
export class FoldedMails {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly database: Database,
    private readonly folds: MailFolds,
    private readonly outbox: Outbox,
    timing: OutboxTiming,
    cleanups: Cleanups,
  ) {
    // A failed fold is tried again at the next run: it is deleted in the transaction that queues its mail.
    cleanups.declare('mail_folds.send', {
      everySeconds: timing.sweepMs / 1000,
      mostRows: MOST_ROWS,
      steps: { 'mail_folds.send': (limit) => this.sendBatch(limit) },
    });
  }

  private async sendBatch(limit: number): Promise<number> {
    for (let sent = 0; sent < limit; sent += 1) {
      if (!(await this.database.transaction((tx) => this.sendNext(tx)))) return sent;
    }
    return limit;
  }

  private async sendNext(tx: Tx): Promise<boolean> {
    const fold = await this.folds.take(tx);
    if (!fold) return false;
    try {
      const { to, firstName, language } = this.folds.openAddressee(fold);
      const { userId } = fold;
      await this.outbox.enqueue(tx, {
        template: 'security-summary',
        data: { notices: noticesOf(fold.kinds) },
        to,
        by: 'fold',
        firstName,
        language: knownLanguage(language),
        ...(userId !== null && { userId }),
      });
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      this.logger.error('Folded notices cannot be decrypted with this SECRET_KEY and are deleted');
    }
    return true;
  }
}

/** A newer release may have folded a notice whose template this release does not know. */
function eventOf(template: string): FoldedNotice['event'] {
  const text = isMailTemplate(template) ? templateOf(template).notice : undefined;
  return text === undefined ? { template } : { text };
}

const noticesOf = (kinds: Readonly<Record<string, FoldedKind>>): FoldedNotice[] =>
  Object.entries(kinds).map(([template, kind]) => ({ ...kind, event: eventOf(template) }));
