import type { NodemailerError } from 'nodemailer';
import { DeliveryFailure, type ServerTrouble } from '../delivery-failure.js';
import { isPassing, readReply, standingOf } from './smtp-reply.js';

/** The stage of an SMTP session. */
export type SmtpStage =
  /** Connection, greeting, TLS, AUTH. */
  | 'greeting'
  /** MAIL FROM, RCPT TO, and DATA while the content is sent. */
  | 'envelope'
  /** The whole content was sent; the server has not answered yet. */
  | 'answer';

/** The state of the session when the error occurred. */
export interface SmtpMoment {
  readonly stage: SmtpStage;
  /** The recipient needs SMTPUTF8 (RFC 6531): then MAIL FROM differs from that of other mails. */
  readonly isInternational?: boolean;
  /** Further information for the operator. */
  readonly note?: string | undefined;
}

/** Converts an error of nodemailer. */
export function toDeliveryFailure(error: unknown, moment: SmtpMoment): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  const failure = asSmtpError(error);
  const { message, code, originalCode } = failure;
  const said = [originalCode ?? code, message].filter(Boolean).join(' ');
  const reason = `${said} (${[moment.stage, moment.note].filter(Boolean).join('; ')})`;
  return new DeliveryFailure({
    ...judge(failure, moment),
    reason,
    code: String(failure.responseCode ?? originalCode ?? code ?? moment.stage),
  });
}

type Judgement = Pick<DeliveryFailure, 'scope' | 'isPermanent'> & {
  readonly trouble?: ServerTrouble;
};

const ofMail = (isPermanent: boolean): Judgement => ({ scope: 'mail', isPermanent });

function judge(failure: SmtpError, { stage, isInternational = false }: SmtpMoment): Judgement {
  if (stage === 'greeting') {
    return { scope: 'server', isPermanent: false, trouble: greetingTrouble(failure) };
  }
  if (failure.command === 'API' || failure.code === 'ESTREAM') {
    return ofMail(failure.code === 'EENVELOPE');
  }
  if (failure.command === 'MAIL FROM') return judgeSender(failure, isInternational);
  return judgeMail(failure, stage);
}

/** The server knows only the sender, which is the same for all mails unless the recipient needs SMTPUTF8. */
function judgeSender(failure: SmtpError, isInternational: boolean): Judgement {
  const isPermanent = isRefusal(failure);
  if (isInternational && isPermanent) return ofMail(true);
  const fallback = isPermanent ? 'sender' : 'busy';
  const trouble = standingOf(replyOf(failure), false) ?? fallback;
  return { scope: 'server', isPermanent: false, trouble };
}

function judgeMail(failure: SmtpError, stage: SmtpStage): Judgement {
  // The connection was lost or timed out: no reply says whether the mail or the server is at fault.
  if (!failure.responseCode) {
    return { scope: 'unclear', isPermanent: false, trouble: 'unreachable' };
  }
  const isPermanent = isRefusal(failure);
  const reply = replyOf(failure);
  const trouble = standingOf(reply, stage === 'answer');
  if (trouble === null) return ofMail(isPermanent);
  return { scope: 'unclear', isPermanent: isPermanent && !isPassing(reply), trouble };
}

const CERTIFICATE = /certificate|CERT_|ALTNAME|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)/i;
const HANDSHAKE = /STARTTLS|\bTLS\b|\bSSL\b|EPROTO/i;

function greetingTrouble(failure: SmtpError): ServerTrouble {
  const { command = '', code, originalCode, responseCode } = failure;
  if (code === 'EDNS' || originalCode === 'ENOTFOUND') return 'dns';
  if (code === 'EAUTH' || command.startsWith('AUTH')) return 'sign_in';
  if (!responseCode || command === 'STARTTLS') return connectingTrouble(failure);
  return responseCode < 500 ? 'busy' : (standingOf(replyOf(failure), false) ?? 'policy');
}

/** The fault when no reply of the server identifies it. */
function connectingTrouble({ code, originalCode = '', message }: SmtpError): ServerTrouble {
  const said = `${code} ${originalCode} ${message}`;
  if (CERTIFICATE.test(said)) return 'certificate';
  return HANDSHAKE.test(said) ? 'tls' : 'unreachable';
}

const isRefusal = ({ responseCode = 0 }: SmtpError): boolean => responseCode >= 500;

const replyOf = ({ response, responseCode = 0 }: SmtpError) => readReply(response, responseCode);

type SmtpError = Pick<
  NodemailerError,
  'message' | 'code' | 'originalCode' | 'responseCode' | 'response' | 'command'
>;

const asSmtpError = (error: unknown): SmtpError =>
  error instanceof Error ? error : { message: String(error) };
