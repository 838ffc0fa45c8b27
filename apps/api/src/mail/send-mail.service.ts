import { MailerService } from '@nestjs-modules/mailer';
import { Injectable } from '@nestjs/common';
import { SecretBoxError } from '#libs/kernel';
import { DeliveryFailure, mailFailure } from './delivery-failure.js';
import { MailRenderer } from './mail-renderer.js';
import type { ClaimedMail } from './outbox.store.js';
import { SealedMail, type SecretMail } from './sealed-mail.js';
import { isPlainAddress } from './sender-address.js';
import { Sender } from './sender.js';
import { isMailTemplate, type MailTemplate } from './templates/index.js';

/** Makes one attempt to hand a mail of the outbox to the mail server. */
@Injectable()
export class SendMail {
  constructor(
    private readonly sealed: SealedMail,
    private readonly renderer: MailRenderer,
    private readonly sender: Sender,
    private readonly mailer: MailerService,
  ) {}

  /**
   * Resolves when the server has accepted the mail.
   * @throws DeliveryFailure
   */
  async send(mail: ClaimedMail, signal: AbortSignal): Promise<void> {
    const { to, ...content } = this.open(mail);
    if (!isPlainAddress(to)) {
      throw mailFailure(true, 'The recipient is not one plain address');
    }
    const template = mail.template as MailTemplate;
    const { subject, html, text } = this.renderer.render({ ...content, template });
    const { from } = this.sender;
    try {
      // Name and address are separate: a text would be parsed, and could give another address or several.
      await this.mailer.sendMail({
        from,
        to: { name: '', address: to },
        messageId: mail.messageId,
        date: mail.createdAt,
        subject,
        html,
        text,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal,
      });
    } catch (error) {
      throw asDeliveryFailure(error);
    }
  }

  private open(mail: ClaimedMail): SecretMail {
    if (!isMailTemplate(mail.template)) {
      throw mailFailure(false, 'This version does not know the template');
    }
    try {
      return this.sealed.open(mail.id, mail.payload);
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      throw mailFailure(true, 'It cannot be opened with this SECRET_KEY');
    }
  }
}

/** Any other error concerns this mail alone, and another attempt may succeed. */
function asDeliveryFailure(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return mailFailure(false, reason);
}
