import type { AppError, Code } from '#libs/kernel';

/** RFC 6749 section 4.1.2.1; `login_required` of OpenID Connect Core section 3.1.2.6, `invalid_target` of RFC 8707. */
type StandardError =
  | 'access_denied'
  | 'invalid_target'
  | 'login_required'
  | 'server_error'
  | 'temporarily_unavailable';

const BY_CODE: Partial<Record<Code, StandardError>> = {
  INVALID_TARGET: 'invalid_target',
  REAUTHENTICATION_REQUIRED: 'login_required',
  PROVIDER_ANSWER_INVALID: 'server_error',
};

/** Temporary: the same request may succeed later. */
const FOR_NOW: ReadonlySet<number> = new Set([429, 503, 504]);

const SERVER_ERRORS = 500;

/** The `error` of a refusal for applications. */
export function standardErrorOf({ code, entry }: AppError): StandardError {
  const known = BY_CODE[code];
  if (known) return known;
  if (FOR_NOW.has(entry.status)) return 'temporarily_unavailable';
  return entry.status >= SERVER_ERRORS ? 'server_error' : 'access_denied';
}

/** Replaces characters that `error_description` cannot have (RFC 6749 section 4.1.2.1). */
const describe = (detail: string) =>
  detail.replaceAll(/["\\]/g, "'").replaceAll(/[^\u0020-\u007e]/g, '?');

/** The parameters of a refusal for an application; `error_code` is our stable code (docs/errors.md). */
export function toErrorAnswer(error: AppError, requestId: string): Record<string, string> {
  return {
    error: standardErrorOf(error),
    error_description: describe(error.detail),
    error_code: error.code,
    request_id: requestId,
  };
}
