import type { AppError } from '#libs/kernel';

/**
 * The `error` of an authorization response: RFC 6749 section 4.1.2.1; the three of OpenID Connect Core section 3.1.2.6 that ask
 * for the person; `invalid_target` of RFC 8707.
 */
export type AuthorizationError =
  | 'access_denied'
  | 'account_selection_required'
  | 'interaction_required'
  | 'invalid_request'
  | 'invalid_target'
  | 'login_required'
  | 'server_error'
  | 'temporarily_unavailable';

/** Replaces characters that `error_description` cannot have (RFC 6749 section 4.1.2.1). */
const describe = (detail: string) =>
  detail.replaceAll(/["\\]/g, "'").replaceAll(/[^\u0020-\u007e]/g, '?');

/** The parameters of a refusal for an application; `error_code` is our stable code (docs/errors.md). */
export function errorAnswer(
  standard: AuthorizationError,
  error: AppError,
  requestId: string,
): Record<string, string> {
  return {
    error: standard,
    error_description: describe(error.detail),
    error_code: error.code,
    request_id: requestId,
  };
}
