import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '#libs/paging';
import type { MailboxMail } from './mailbox.service.js';

/** Which mails are wanted. Without any of it, all. */
export class MailboxQuery extends PageQuery {
  /**
   * Only the mails to this address.
   * @example 'anna@example.org'
   */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  to?: string;
}

/** A mail that was kept instead of sent. */
export class MailboxMailDto {
  /** @example '019ab0c2-7e3a-7c11-9d43-2f6f0a1b7c55' */
  id!: string;

  /** @example 'anna@example.org' */
  to!: string;

  /** @example 'Confirm your e-mail address for Gatehouse' */
  subject!: string;

  /** The part for programs without HTML. */
  text!: string;

  /** The part for the others. */
  html!: string;

  /**
   * The addresses that it leads to.
   * @example ['http://localhost:5000/verify-email?token=Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE']
   */
  links!: string[];

  /** @example '2026-11-23T12:00:00.000Z' */
  sent_at!: string;
}

export class MailboxAnswerDto {
  /** @example true */
  success!: true;

  /** The newest first. */
  mails!: MailboxMailDto[];

  /**
   * Give it as `cursor` for the next page; `null` on the last.
   * @example null
   */
  next_cursor!: string | null;
}

export class MailboxMailAnswerDto {
  /** @example true */
  success!: true;

  mail!: MailboxMailDto;
}

export function toMailboxMail(mail: MailboxMail): MailboxMailDto {
  const { id, to, subject, text, html, sentAt } = mail;
  return { id, to, subject, text, html, links: linksOf(text), sent_at: sentAt.toISOString() };
}

/** The links of the text part, each once. */
function linksOf(text: string): string[] {
  return [...new Set(text.match(/https?:\/\/[^\s<>"]+/g))];
}
