/**
 * What a failed attempt concerns. `server`: the connection, the dialogue or the authentication failed, so every other
 * mail would fail, too; `mail`: this mail alone; `unclear`: the answer may concern this mail or all, and the attempts of
 * other mails decide.
 */
export type FailureScope = 'server' | 'mail' | 'unclear';

/** The kind of a fault of the mail server or of its configuration. */
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

/** How the operator corrects each fault of the mail server; few end by themselves. */
export const SERVER_CURES: Readonly<Record<ServerTrouble, string>> = {
  dns: 'The name in MAIL_SERVER does not resolve: correct it, or the DNS of this machine.',
  unreachable:
    'Check that the mail server runs, and MAIL_SERVER, MAIL_PORT and MAIL_USE_SSL (TLS from the first byte, port 465).',
  certificate:
    'Renew the certificate of the mail server, set MAIL_SERVER to a name in its certificate, or set MAIL_TLS_CA to its certificate authority.',
  tls: 'Use a port of the mail server that offers STARTTLS for MAIL_USE_TLS (587), or TLS from the first byte for MAIL_USE_SSL (465).',
  sign_in:
    'Check MAIL_USERNAME and MAIL_PASSWORD, and set MAIL_USE_TLS or MAIL_USE_SSL where the server accepts a sign-in only over TLS.',
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
  /** A later attempt would get the same refusal, if it concerns this mail. */
  readonly isPermanent: boolean;
  readonly reason: string;
  /** The reply code of the server, or the error code of the library. */
  readonly code?: string;
  /** The fault of the server, when the failure concerns it or may concern it. */
  readonly trouble?: ServerTrouble;
}

/** Why a mail was not sent. The message is for the operator and contains no addresses, links or secrets. */
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

/** A failure that concerns one mail alone. */
export const mailFailure = (isPermanent: boolean, reason: string): DeliveryFailure =>
  new DeliveryFailure({ scope: 'mail', isPermanent, reason });

const LONGEST_REASON = 300;

/** An e-mail address as it is written, or encoded in a URL. */
const AT_SIGN = /@|%40/i;

/**
 * Removes addresses: servers often repeat the recipient, which must not reach the log or the outbox. Reads each word
 * once: a line of a server may be a mebibyte long.
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
