import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPEnvelope } from 'nodemailer';
import { DeliveryFailure } from '../delivery-failure.js';

/** The members of nodemailer with the answer to EHLO. They are not public; the fault tests fail when they change. */
interface ReadOffers {
  readonly _ehloLines?: readonly string[] | false;
  readonly _supportedExtensions?: readonly string[];
  readonly _supportedAuth?: readonly string[];
}

const AUTH_LINE = /^AUTH[\s=]+(.*)$/i;
/** Not usable: it needs a token, and there is no setting for one. */
const TOKEN_MECHANISM = 'XOAUTH2';

const BEYOND_ASCII = /[^\p{ASCII}]/u;

const textOf = (address: SMTPEnvelope['from'] | SMTPEnvelope['to']): string => {
  const text = [address].flat()[0];
  return typeof text === 'string' ? text : String((text as { address?: string })?.address ?? '');
};

/** Whether the address needs SMTPUTF8 (RFC 6531). The envelope already has the domain in its ASCII form. */
export const needsSmtpUtf8 = (address: SMTPEnvelope['from'] | SMTPEnvelope['to']): boolean =>
  BEYOND_ASCII.test(textOf(address));

/** The extensions that a mail server offers (EHLO). */
export class SmtpOffers {
  private readonly read: ReadOffers;

  constructor(connection: SMTPConnection) {
    this.read = connection as unknown as ReadOffers;
  }

  /**
   * Whether the account can authenticate; `false` when AUTH is not offered, and then the password is not sent.
   * @throws DeliveryFailure when only unsupported mechanisms are offered
   */
  canSignIn(): boolean {
    const offered = this.mechanisms();
    if (offered.length === 0) return false;
    const spoken = (this.read._supportedAuth ?? []).filter((name) => name !== TOKEN_MECHANISM);
    if (spoken.length > 0) return true;
    throw new DeliveryFailure({
      scope: 'server',
      isPermanent: false,
      reason: `The server offers no sign-in by PLAIN, LOGIN or CRAM-MD5, only ${offered.join(', ')}`,
      code: 'EAUTH',
      trouble: 'sign_in',
    });
  }

  /**
   * Raw UTF-8 in an envelope is sent only to a server that offers SMTPUTF8.
   * @throws DeliveryFailure of scope `mail` when the recipient needs it, of scope `server` when the sender does
   */
  assertTakes({ from, to }: SMTPEnvelope): void {
    if (this.read._supportedExtensions?.includes('SMTPUTF8')) return;
    const common = { code: 'SMTPUTF8', isPermanent: false } as const;
    const why =
      'has letters beyond ASCII before the at sign, and the mail server does not offer SMTPUTF8';
    if (needsSmtpUtf8(from)) {
      const reason = `MAIL_DEFAULT_SENDER ${why}`;
      throw new DeliveryFailure({ ...common, scope: 'server', reason, trouble: 'sender' });
    }
    if (needsSmtpUtf8(to)) {
      const reason = `The recipient ${why}`;
      throw new DeliveryFailure({ ...common, scope: 'mail', isPermanent: true, reason });
    }
  }

  private mechanisms(): string[] {
    const lines = this.read._ehloLines || [];
    return lines.flatMap(
      (line) =>
        AUTH_LINE.exec(line)?.[1]
          ?.toUpperCase()
          .split(/[\s=]+/) ?? [],
    );
  }
}
