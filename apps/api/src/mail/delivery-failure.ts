/**
 * What an attempt failed at. `server`: the mail server could not be reached, spoken to or signed in to, so
 * every other mail would have met the same; `mail`: it is about this one.
 */
export type FailureScope = 'server' | 'mail';

/** Why a mail did not go out, in words that an operator may read: without addresses, links or secrets. */
export class DeliveryFailure extends Error {
  override name = 'DeliveryFailure';

  constructor(
    readonly scope: FailureScope,
    /** Trying again would meet the same refusal. */
    readonly isPermanent: boolean,
    reason: string,
    /** One word for it: the server's number, or the library's code. */
    readonly code?: string,
  ) {
    super(withoutSecrets(reason));
  }
}

const LONGEST_REASON = 300;

/** Servers like to repeat the recipient; a log or a table that others read is no place for it. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/https?:\/\/\S+/gi, '<link>')
    .replace(/\S*@\S*/g, '<address>')
    .replace(/[A-Za-z0-9_+/=-]{32,}/g, '<…>')
    .slice(0, LONGEST_REASON)
    .trim();
}
