/** The parsed answer, or the text as it was sent. */
export function parsed(text: string, contentType: string | null): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return isForm(text, contentType) ? Object.fromEntries(new URLSearchParams(text)) : undefined;
  }
}

/** The form encoding, which GitHub sends by default; some send it as plain text. */
function isForm(text: string, contentType: string | null): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return true;
  return type === 'text/plain' && /^(access_token|error)=/.test(text);
}

type Fields = Record<string, unknown>;

/**
 * Converts the tokens of providers to the form of RFC 6749 section 5.1: `expires_in` as a text, no `token_type`, `scope` as a
 * list (Twitch), `null` for absent values.
 */
export function standardTokens(answer: Fields): Fields {
  const given = Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null));
  const { token_type: type = 'Bearer', expires_in: expires, scope, ...rest } = given;
  const seconds = Number(expires);
  const isTime = expires !== undefined && expires !== '' && Number.isFinite(seconds) && seconds > 0;
  return {
    ...rest,
    token_type: type,
    ...(isTime && { expires_in: seconds }),
    ...(scope !== undefined && { scope: Array.isArray(scope) ? scope.join(' ') : scope }),
  };
}
