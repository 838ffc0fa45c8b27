import type { Tx } from '#libs/database';
import type { MailTemplate, MailTemplates } from './templates/index.js';

export interface Mail<T extends MailTemplate = MailTemplate> {
  readonly template: T;
  /** The mailbox itself, one address; never a list and never with a name. */
  readonly to: string;
  /** Rendered inert; absent when the account has none. */
  readonly firstName?: string | null;
  /**
   * What the template needs. A function is called only when the mail will go out: issue the token of a
   * link in it, so that a mail held back by the mailbox's cap does not cancel the link sent before.
   */
  readonly data: MailTemplates[T] | (() => Promise<MailTemplates[T]>);
  /** After this moment the mail is not sent any more; by default when its data say that the link dies. */
  readonly expiresAt?: Date;
  /** The account it is about, so that its mails go when it is erased. */
  readonly userId?: string;
}

/** The transactional outbox: the mail is sent if, and only if, the transaction commits. */
export abstract class Outbox {
  /**
   * Answers `false`, and sends nothing, when the mailbox has had its number of mails for this hour. No
   * caller may let that show in an answer.
   */
  abstract enqueue<T extends MailTemplate>(tx: Tx, mail: Mail<T>): Promise<boolean>;

  /** Unsent mails of the account are not sent any more, because their links are dead: all, or of these templates. */
  abstract cancel(tx: Tx, userId: string, templates?: readonly MailTemplate[]): Promise<void>;
}
