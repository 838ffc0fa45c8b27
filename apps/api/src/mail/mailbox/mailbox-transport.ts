import type { MailMessage, Transport } from 'nodemailer';
import { isId, newId } from '#libs/kernel';
import type { MailAddress } from '../sender-address.js';
import type { Mailbox } from './mailbox.service.js';

type ResultCallback = Parameters<Transport['send']>[1];

/** A nodemailer transport that stores mails in the mailbox of this machine. */
export class MailboxTransport implements Transport {
  readonly name = 'mailbox';
  readonly version = '1';

  constructor(private readonly mailbox: Mailbox) {}

  send({ data, message }: MailMessage, callback: ResultCallback): void {
    const envelope = message.getEnvelope();
    const messageId = message.messageId();
    const { subject = '', to, text, html } = data;
    const { address } = to as MailAddress;
    const content = { to: address, subject, text: textOf(text), html: textOf(html) };
    this.mailbox.put(idOf(messageId), content).then(
      () => callback(null, { envelope, messageId }),
      (error: Error) => callback(error),
    );
  }
}

/** `SendMail` passes both parts as strings. */
const textOf = (part: unknown): string => (typeof part === 'string' ? part : '');

/** Our Message-IDs begin with the mail's id. */
function idOf(messageId: string): string {
  const [id = ''] = messageId.replace(/^</, '').split('@');
  return isId(id) ? id : newId();
}
