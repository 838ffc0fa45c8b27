import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel';
import type { Mail } from './outbox.js';
import type { NewOutboxMail } from './outbox.store.js';
import { SealedMail } from './sealed-mail.js';
import { Sender } from './sender.js';
import { templateOf, type MailTemplate, type MailTemplates } from './templates/index.js';

/** Makes of a mail the row that the outbox keeps. */
@Injectable()
export class OutboxRows {
  constructor(
    private readonly sealed: SealedMail,
    private readonly sender: Sender,
  ) {}

  async make<T extends MailTemplate>(mail: Mail<T>): Promise<NewOutboxMail> {
    const template = templateOf(mail.template);
    const data = (await dataOf(mail)) as never;
    const id = newId();
    const secret = {
      to: mail.to,
      firstName: mail.firstName ?? null,
      context: template.context(data),
    };
    return {
      id,
      template: mail.template,
      userId: mail.userId ?? null,
      payload: this.sealed.seal(id, secret),
      messageId: `<${id}@${this.sender.domain}>`,
      expiresAt: mail.expiresAt ?? template.expiresAt?.(data) ?? null,
    };
  }
}

async function dataOf<T extends MailTemplate>(mail: Mail<T>): Promise<MailTemplates[T]> {
  const { data } = mail;
  return typeof data === 'function' ? await (data as () => Promise<MailTemplates[T]>)() : data;
}
