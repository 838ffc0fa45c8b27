import type { AppError } from '#libs/kernel';
import { blameOf } from '../calls/provider-dialect.js';
import {
  providerAnswerInvalid,
  providerBusy,
  providerFailed,
  providerMisconfigured,
  providerRefused,
} from '../oauth.errors.js';
import { ProviderCallError } from '../calls/provider-call-error.js';

/** Beside those of the token endpoint: what only a wrong registration or request leads to (RFC 6749 section 4.1.2.1). */
const OF_THE_OPERATOR: ReadonlySet<string> = new Set([
  'invalid_request',
  'unsupported_response_type',
  'invalid_resource',
]);

/**
 * What a provider sent the browser back with instead of a code, as a refusal; `null` for a code. A person who declines is
 * `access_denied`, at Apple and LinkedIn `user_cancelled_authorize`; Facebook may give no `error` but a number.
 */
export function refusalIn(brought: Readonly<Record<string, string>>): AppError | null {
  const { error, error_code: number, error_message: message, error_description, code } = brought;
  const refused = error ?? number;
  if (refused === undefined) {
    return code ? null : providerAnswerInvalid(new Error('It gave neither a code nor an error'));
  }
  const description = error_description ?? message ?? '';
  const words = [refused, description].filter((part) => part !== '').join(': ');
  const blame = blameOf({ code: refused, description });
  const isMisconfigured = blame?.failure === 'misconfigured' || OF_THE_OPERATOR.has(refused);
  if (error !== undefined && isMisconfigured) {
    const setting = blame?.setting ?? 'credentials';
    return providerMisconfigured(new ProviderCallError('misconfigured', words, { setting }));
  }
  if (blame?.failure === 'busy') return providerBusy(new Error(words));
  if (blame?.failure === 'failed') return providerFailed(new Error(words));
  return providerRefused(new Error(words));
}
