import type { MailboxMailDto } from './mailbox.dto.js';
import type { MailboxMail } from './mailbox.service.js';

export function toMailboxMail(mail: MailboxMail): MailboxMailDto {
  const { id, to, subject, text, html, sentAt } = mail;
  return { id, to, subject, text, html, links: linksOf(text), sent_at: sentAt.toISOString() };
}

/** The links of the text part, each once. */
function linksOf(text: string): string[] {
  return [...new Set(text.match(/https?:\/\/[^\s<>"]+/g))];
}
