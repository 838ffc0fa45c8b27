import { type AppError, CODES, type Code } from '#libs/kernel';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** The RFC 9457 `type` of a code: the same in every installation, so that clients may compare it. */
export const problemType = (code: Code) =>
  `urn:gatehouse:problem:${code.toLowerCase().replaceAll('_', '-')}`;

/** The RFC 9457 document of a refusal, with the members that the API documents. */
export function toProblem(error: AppError, requestId: string): Record<string, unknown> {
  const { status, title } = CODES[error.code];
  return {
    ...error.params,
    type: problemType(error.code),
    title,
    status,
    detail: error.detail,
    instance: `urn:gatehouse:request:${requestId}`,
    success: false,
    message: error.detail,
    code: error.code,
    request_id: requestId,
    ...(error.errors && { errors: error.errors }),
  };
}

/** The headers of a refusal: how to authenticate, when to retry. */
export function problemHeaders(error: AppError): Record<string, string> {
  const { status } = CODES[error.code];
  const headers: Record<string, string> = {
    'content-type': PROBLEM_MEDIA_TYPE,
    'cache-control': 'no-store',
  };
  if (status === 401) headers['www-authenticate'] = challengeOf(error.code);
  const retryAfter = error.retryAfterSeconds ?? (status === 503 ? 5 : undefined);
  if (retryAfter !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfter)));
  for (const [name, value] of Object.entries(error.headers)) headers[name.toLowerCase()] = value;
  return headers;
}

/** RFC 6750 section 3: no error code when the request carried no credential. */
function challengeOf(code: Code): string {
  const isWithoutToken = code === 'UNAUTHENTICATED' || code === 'INVALID_CREDENTIALS';
  return isWithoutToken
    ? 'Bearer realm="gatehouse"'
    : 'Bearer realm="gatehouse", error="invalid_token"';
}
