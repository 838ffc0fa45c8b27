import { Inject, Injectable, Logger } from '@nestjs/common';
import { languagesConfig } from '#api/platform/languages';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { MailBudget } from './mail-budget.service.js';
import { MailCounters } from './mail-counters.js';
import { MailFolds } from './mail-folds.service.js';
import type { Mail } from './mail.js';
import { OutboxSignal } from './outbox-signal.js';
import { OutboxStore, type NewOutboxMail } from './outbox.store.js';
import { SealedMail } from './sealed-mail.js';
import { Sender } from './sender.js';
import { templateOf, type MailTemplate, type MailTemplates } from './templates/index.js';

/** The transactional outbox: the mail is sent if, and only if, the transaction commits. */
@Injectable()
export class Outbox {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly store: OutboxStore,
    private readonly budget: MailBudget,
    private readonly folds: MailFolds,
    private readonly sealed: SealedMail,
    private readonly sender: Sender,
    private readonly counters: MailCounters,
    private readonly signal: OutboxSignal,
    @Inject(languagesConfig.KEY) private readonly languages: ConfigOf<typeof languagesConfig>,
  ) {}

  /**
   * Answers `false` when the budget of the mailbox for such mails is used up for this hour. A security notice is then
   * folded into one later mail that reports all of them; any other mail is not sent, and its data are not computed.
   * A caller must not reveal the answer to a stranger.
   */
  async enqueue<T extends MailTemplate>(tx: Tx, mail: Mail<T>): Promise<boolean> {
    const isTaken = await this.budget.take(tx, mail);
    await this.cancelDead(tx, mail, isTaken);
    if (!isTaken) {
      await this.holdBack(tx, mail);
      return false;
    }
    await this.store.insert(tx, await this.rowOf(mail));
    this.signal.queuedIn(tx);
    return true;
  }

  /** Cancels the unsent mails of the account, whose links are dead: all, or those of the given templates. */
  cancel(tx: Tx, userId: string, templates?: readonly MailTemplate[]): Promise<void> {
    return this.store.cancel(tx, userId, templates ?? null);
  }

  /**
   * The event of a notice has happened whether the notice is sent or folded, so the links that it cancels are dead. The
   * link that a mail held back would have replaced stays valid.
   */
  private async cancelDead(tx: Tx, { template, userId }: Mail, isSent: boolean): Promise<void> {
    const { cancels = [], notice } = templateOf(template);
    const dead = cancels.filter((name) => isSent || (notice !== undefined && name !== template));
    if (dead.length > 0 && userId !== undefined) await this.store.cancel(tx, userId, dead);
  }

  /**
   * Beyond its budget a security notice is folded, any other mail is not sent. Only the metric and the log report it: the
   * caller who requested the mail must not learn that others did.
   */
  private async holdBack<T extends MailTemplate>(tx: Tx, mail: Mail<T>): Promise<void> {
    const { template } = mail;
    const isNotice = templateOf(template).notice !== undefined;
    if (isNotice) await this.folds.add(tx, mail);
    this.counters.count(template, isNotice ? 'folded' : 'held_back');
    const what = isNotice ? 'folded into one that follows' : 'held back';
    this.logger.warn(
      `A mail (${template}) was ${what}: its mailbox has had its number of them within the hour`,
    );
  }

  private async rowOf<T extends MailTemplate>(mail: Mail<T>): Promise<NewOutboxMail> {
    const template = templateOf(mail.template);
    const data = (await dataOf(mail)) as never;
    const id = newId();
    const { to, firstName = null } = mail;
    const language = mail.language ?? this.languages.defaultLanguage;
    const context = template.context(data, language);
    return {
      id,
      template: mail.template,
      userId: mail.userId ?? null,
      payload: this.sealed.seal(id, { to, firstName, language, context }),
      messageId: `<${id}@${this.sender.domain}>`,
      expiresAt: mail.expiresAt ?? template.expiresAt?.(data) ?? null,
    };
  }
}

async function dataOf<T extends MailTemplate>(mail: Mail<T>): Promise<MailTemplates[T]> {
  const { data } = mail;
  return typeof data === 'function' ? await (data as () => Promise<MailTemplates[T]>)() : data;
}
