import type { AppError } from '#libs/kernel';
import { blameOf, type Blame } from '../calls/provider-dialect.js';
import {
  providerAnswerInvalid,
  providerBusy,
  providerFailed,
  providerMisconfigured,
  providerRefused,
} from '../oauth.errors.js';
import { ProviderCallError } from '../calls/provider-call-error.js';

/** Besides those of the token endpoint: errors of a wrong client registration or request (RFC 6749 section 4.1.2.1). */
const OF_THE_OPERATOR: ReadonlySet<string> = new Set([
  'invalid_request',
  'unsupported_response_type',
  'invalid_resource',
]);

type CallbackParameters = Readonly<Record<string, string>>;

/**
 * The error of a callback as a refusal; `null` for a callback with a code. A user who declines is `access_denied`, at Apple
 * and LinkedIn `user_cancelled_authorize`; Facebook may send a number without an `error`.
 */
export function callbackRefusal(shown: CallbackParameters): AppError | null {
  if (shown['error'] !== undefined) return refusedWith(shown['error'], shown);
  const { error_code: number, error_message: message, code } = shown;
  if (number !== undefined) return providerRefused(new Error(wordsOf(number, message)));
  return code ? null : providerAnswerInvalid(new Error('It gave neither a code nor an error'));
}

const wordsOf = (error: string, description = '') =>
  [error, description].filter((part) => part !== '').join(': ');

function refusedWith(
  error: string,
  { error_description: description = '' }: CallbackParameters,
): AppError {
  const words = wordsOf(error, description);
  const { failure = 'refused', setting = 'credentials' } = judge(error, description);
  if (failure === 'busy') return providerBusy(new Error(words));
  if (failure === 'failed') return providerFailed(new Error(words));
  return failure === 'misconfigured'
    ? providerMisconfigured(new ProviderCallError(failure, words, { setting }))
    : providerRefused(new Error(words));
}

function judge(code: string, description: string): Partial<Blame> {
  if (OF_THE_OPERATOR.has(code)) return { failure: 'misconfigured' };
  return blameOf({ code, description }) ?? {};
}
