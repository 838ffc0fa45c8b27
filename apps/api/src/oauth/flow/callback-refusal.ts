import { AppError, isAppError } from '#libs/kernel';
import { blameOf, type Blame } from '../calls/provider-dialect.js';
import {
  providerAnswerInvalid,
  providerBusy,
  providerFailed,
  providerMisconfigured,
  providerRefused,
  providerCodeSpent,
  providerEmailMissing,
} from '../oauth.errors.js';
import {
  ProviderCallError,
  callErrorIn,
  type ProviderFailure,
} from '../calls/provider-call-error.js';

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

type Refuse = (error: unknown, failed: ProviderCallError) => AppError;

const RETRY_AFTER_SECONDS = 5;

const BLAME: Readonly<Record<ProviderFailure, Refuse>> = {
  timeout: (cause) =>
    new AppError('PROVIDER_TIMEOUT', {
      detail: 'The provider did not answer in time. Begin again.',
      cause,
    }),
  unreachable: (cause) =>
    new AppError('PROVIDER_UNAVAILABLE', {
      detail: 'The provider cannot be reached. Begin again shortly.',
      cause,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    }),
  busy: (cause, { retryAfterSeconds }) => providerBusy(cause, retryAfterSeconds),
  failed: (cause) => providerFailed(cause),
  spent: (cause) => providerCodeSpent(cause),
  refused: (cause) => providerRefused(cause),
  misconfigured: (cause) => providerMisconfigured(cause),
  'no-email': (cause) =>
    providerEmailMissing(
      'The provider has not confirmed your e-mail address: confirm it there, then begin again',
      cause,
    ),
};

/** The error of a strategy as a refusal: a fault of the provider, of the configuration, or an answer that failed a check. */
export function providerFault(error: unknown): AppError {
  if (isAppError(error)) return error;
  const failed = callErrorIn(error);
  return failed ? BLAME[failed.failure](error, failed) : providerAnswerInvalid(error);
}
