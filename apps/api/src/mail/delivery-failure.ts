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

/** What the operator does about a trouble with the mail server; waiting mends only some. */
export const SERVER_CURES: Readonly<Record<ServerTrouble, string>> = {
  dns: 'The name in MAIL_SERVER does not resolve: correct it, or the DNS of this machine.',
  unreachable:
    'Check that the mail server runs, and MAIL_SERVER, MAIL_PORT and MAIL_USE_SSL (TLS from the first byte, port 465).',
  certificate:
    'Renew the certificate of the mail server, set MAIL_SERVER to a name that stands in it, or give its authority as MAIL_TLS_CA.',
  tls: 'Use a port of the mail server that offers STARTTLS for MAIL_USE_TLS (587), or TLS from the first byte for MAIL_USE_SSL (465).',
  sign_in:
    'Check MAIL_USERNAME and MAIL_PASSWORD, and set MAIL_USE_TLS or MAIL_USE_SSL where the server takes a sign-in only over TLS.',
  sender:
    'Set MAIL_DEFAULT_SENDER to an address that this account of the mail server may send from.',
  relaying:
    'Set MAIL_USERNAME and MAIL_PASSWORD of an account of the mail server, or let the mail server relay for this machine.',
  policy:
    'Ask the operator of the mail server why it refuses this machine or this sender (block list, SPF, DKIM, sending limit).',
  busy: 'Nothing, if it ends soon; else look at the load and the disks of the mail server.',
};

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
