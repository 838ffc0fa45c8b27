import type { NodemailerError } from 'nodemailer';
import { DeliveryFailure } from '../delivery-failure.js';

/** How far a conversation with the mail server has come. */
export type SmtpStage =
  /** Connecting, greeting, TLS, signing in. */
  | 'greeting'
  /** Sender, recipient, and the text being handed over. */
  | 'envelope'
  /** All of the text was handed over; the server has not said yet whether it took it. */
  | 'answer';

/** Refusals that mean: sign in first, or differently. The operator will put that right. */
const ABOUT_SIGNING_IN = new Set([530, 534, 535, 538]);

/** Reads what nodemailer says of a failed attempt. */
export function toDeliveryFailure(error: unknown, stage: SmtpStage): DeliveryFailure {
  const failure = asSmtpError(error);
  const { message, code, originalCode, responseCode = 0, permanent, command } = failure;
  const word = wordFor(failure, stage);
  const reason = `${[originalCode ?? code, message].filter(Boolean).join(' ')} (${stage})`;
  // So far the server has heard nothing of this mail but the sender, which is the same for all.
  if (stage === 'greeting' || command === 'MAIL FROM') {
    return new DeliveryFailure('server', false, reason, word);
  }
  const isRefused = permanent === true && !ABOUT_SIGNING_IN.has(responseCode);
  const isRefusedUnsent = command === 'API' && code === 'EENVELOPE';
  return new DeliveryFailure('mail', isRefused || isRefusedUnsent, reason, word);
}

const wordFor = ({ code, originalCode, responseCode }: SmtpError, stage: SmtpStage): string =>
  String(responseCode ?? originalCode ?? code ?? stage);

type SmtpError = Pick<
  NodemailerError,
  'message' | 'code' | 'originalCode' | 'responseCode' | 'permanent' | 'command'
>;

const asSmtpError = (error: unknown): SmtpError =>
  error instanceof Error ? error : { message: String(error) };
