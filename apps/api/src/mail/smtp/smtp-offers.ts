import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPEnvelope } from 'nodemailer';
import { DeliveryFailure } from '../delivery-failure.js';

/** What nodemailer has read of the answer to EHLO. It gives no public way to it; the fault tests would notice a change. */
interface ReadOffers {
  readonly _ehloLines?: readonly string[] | false;
  readonly _supportedExtensions?: readonly string[];
  readonly _supportedAuth?: readonly string[];
}

const AUTH_LINE = /^AUTH[\s=]+(.*)$/i;
/** Needs a token, which no setting gives. */
const TOKEN_MECHANISM = 'XOAUTH2';

const BEYOND_ASCII = /[^\p{ASCII}]/u;

const textOf = (address: SMTPEnvelope['from'] | SMTPEnvelope['to']): string => {
  const text = [address].flat()[0];
  return typeof text === 'string' ? text : String((text as { address?: string })?.address ?? '');
};

/** Whether the address needs SMTPUTF8 (RFC 6531); a domain beyond ASCII has its ASCII form in the envelope already. */
export const needsSmtpUtf8 = (address: SMTPEnvelope['from'] | SMTPEnvelope['to']): boolean =>
  BEYOND_ASCII.test(textOf(address));

/** What one mail server has offered: nothing else is used. */
export class SmtpOffers {
  private readonly read: ReadOffers;

  constructor(connection: SMTPConnection) {
    this.read = connection as unknown as ReadOffers;
  }

  /**
   * Whether the account can sign in; `false` when no sign-in is offered at all, and then no password is shown.
   * @throws DeliveryFailure when it is offered by mechanisms alone that are not spoken here
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
   * Raw UTF-8 in an envelope is for servers that have offered SMTPUTF8.
   * @throws DeliveryFailure the mail's when its recipient needs it, the server's when the sender of all mails does
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
