import type { Tx } from '#libs/database';
import type { MailTemplate, MailTemplates } from './templates/index.js';

/**
 * Who makes a mail go out, as far as its budget is concerned: `anybody` who knows the address; `known_device`: who asks
 * for it on a device that the account knows; `signed_in`: what is done in the account brings it; `recovery`: the owner's
 * word, or an operator's, has taken something away and the mail gives the way back; `fold`: it stands for many.
 */
export type MailCause = 'anybody' | 'known_device' | 'signed_in' | 'recovery' | 'fold';

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
  /** `anybody` when not given. Each has a budget of its own. */
  readonly by?: MailCause;
  /** No link that was mailed before does the same: beyond its budget it has a small one more. */
  readonly isOwed?: boolean;
}

/** The transactional outbox: the mail is sent if, and only if, the transaction commits. */
export abstract class Outbox {
  /**
   * Answers `false` when the mailbox has had its number of such mails for this hour. A security notice is then counted
   * into the one mail that tells of all of them later; another mail is not sent, and its data are not asked for. No
   * caller may let that show in an answer to a stranger.
   */
  abstract enqueue<T extends MailTemplate>(tx: Tx, mail: Mail<T>): Promise<boolean>;

  /** Unsent mails of the account are not sent any more, because their links are dead: all, or of these templates. */
  abstract cancel(tx: Tx, userId: string, templates?: readonly MailTemplate[]): Promise<void>;
}
