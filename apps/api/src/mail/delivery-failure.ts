/**
 * What an attempt failed at. `server`: the mail server could not be reached, spoken to or signed in to, so
 * every other mail would have met the same; `mail`: it is about this one; `unclear`: the answer came to one mail
 * and may be about all, so that other mails tell which it is.
 */
export type FailureScope = 'server' | 'mail' | 'unclear';

/** What is wrong with the mail server, or with how it is used, in one word. */
export type ServerTrouble =
  | 'dns'
  | 'unreachable'
  | 'certificate'
  | 'tls'
  | 'sign_in'
  | 'sender'
  | 'relaying'
  | 'policy'
  | 'busy';

interface DeliveryFailureFacts {
  readonly scope: FailureScope;
  /** Trying again would meet the same refusal, if it is about this mail. */
  readonly isPermanent: boolean;
  readonly reason: string;
  /** One word for it: the server's number, or the library's code. */
  readonly code?: string;
  /** Of the server, when it is or may be to blame. */
  readonly trouble?: ServerTrouble;
}

/** Why a mail did not go out, in words that an operator may read: without addresses, links or secrets. */
export class DeliveryFailure extends Error {
  override name = 'DeliveryFailure';
  readonly scope: FailureScope;
  readonly isPermanent: boolean;
  readonly code: string | undefined;
  readonly trouble: ServerTrouble | undefined;

  constructor({ scope, isPermanent, reason, code, trouble }: DeliveryFailureFacts) {
    super(withoutSecrets(reason));
    this.scope = scope;
    this.isPermanent = isPermanent;
    this.code = code;
    this.trouble = trouble;
  }
}

/** A failure that is about one mail alone. */
export const mailFailure = (isPermanent: boolean, reason: string): DeliveryFailure =>
  new DeliveryFailure({ scope: 'mail', isPermanent, reason });

const LONGEST_REASON = 300;

/** As it is written, or as an address of the web holds it. */
const AT_SIGN = /@|%40/i;

/**
 * Servers like to repeat the recipient; a log or a table that others read is no place for it. Looks at each word once: a
 * line of a server may be a mebibyte long.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/https?:\/\/\S+/gi, '<link>')
    .replace(/\S+/g, (word) => (AT_SIGN.test(word) ? '<address>' : word))
    .replace(/[A-Za-z0-9_+/=-]{32,}/g, '<…>')
    .slice(0, LONGEST_REASON)
    .trim();
}
