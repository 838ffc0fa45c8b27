import type { MailTemplate, MailTemplates } from './templates/index.js';

/**
 * Who causes a mail, as far as its budget is concerned: `anybody` who knows the address; `known_device`: a caller on a
 * device that the account knows; `signed_in`: an act in the account; `recovery`: the owner or an operator has taken
 * something away, and the mail tells how to get it back; `fold`: it stands for many.
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
