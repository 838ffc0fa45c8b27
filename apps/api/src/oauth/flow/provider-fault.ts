import { AppError, isAppError } from '#libs/kernel';
import {
  callErrorIn,
  type ProviderCallError,
  type ProviderFailure,
} from '../calls/provider-call-error.js';
import {
  providerAnswerInvalid,
  providerBusy,
  providerCodeSpent,
  providerEmailMissing,
  providerFailed,
  providerMisconfigured,
  providerRefused,
} from '../oauth.errors.js';

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
