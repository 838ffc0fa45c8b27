import { AppError, isAppError, type Code } from '#libs/kernel';
import { callErrorIn, type CallFailure } from '../calls/provider-call-error.js';
import { providerAnswerInvalid } from '../oauth.errors.js';

const BLAME: Readonly<Record<CallFailure, readonly [code: Code, detail: string]>> = {
  timeout: ['PROVIDER_TIMEOUT', 'The provider did not answer in time. Try again.'],
  unreachable: ['PROVIDER_UNAVAILABLE', 'The provider cannot be reached. Try again shortly.'],
  failed: ['PROVIDER_FAILED', 'The provider failed. Try again.'],
};

const RETRY_AFTER_SECONDS = 5;

/** What a strategy threw, as a refusal: the provider's fault, or an answer that failed a check. */
export function providerFault(error: unknown): AppError {
  if (isAppError(error)) return error;
  const failed = callErrorIn(error);
  if (!failed) return providerAnswerInvalid(error);
  const [code, detail] = BLAME[failed.failure];
  const isBrief = failed.failure === 'unreachable';
  return new AppError(code, {
    detail,
    cause: error,
    ...(isBrief && { retryAfterSeconds: RETRY_AFTER_SECONDS }),
  });
}
