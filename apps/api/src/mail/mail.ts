import type { Language } from '#libs/languages';
import type { MailTemplate, MailTemplates } from './templates/index.js';

/**
 * The cause of a mail, which decides its budget. `anybody`: a request of any caller who knows the address;
 * `known_device`: a request from a device that the account knows; `signed_in`: an act in the account; `recovery`: the
 * owner or an operator removed credentials, and the mail explains how to sign in again; `fold`: the mail reports several
 * notices.
 */
export type MailCause = 'anybody' | 'known_device' | 'signed_in' | 'recovery' | 'fold';

export interface Mail<T extends MailTemplate = MailTemplate> {
  readonly template: T;
  /** One plain address; never a list and never with a name. */
  readonly to: string;
  /** The language of its reader; the default of the server when it is not known. */
  readonly language?: Language | null;
  /** Used only if it can be nothing but a name (see `inertName`); absent when the account has none. */
  readonly firstName?: string | null;
  /**
   * The data of the template. A function is called only when the mail will be sent: issue the token of a link there, so
   * that a mail held back by the mailbox's budget does not cancel the link sent before.
   */
  readonly data: MailTemplates[T] | (() => Promise<MailTemplates[T]>);
  /** The mail is not sent after this moment; by default the expiry of the link in its data. */
  readonly expiresAt?: Date;
  /** The account that the mail concerns: erasing it cancels its mails. */
  readonly userId?: string;
  /** `anybody` by default. Each cause has a budget of its own. */
  readonly by?: MailCause;
  /** No earlier mail has a valid link for the same purpose: such mails have a small additional budget. */
  readonly isOwed?: boolean;
}
