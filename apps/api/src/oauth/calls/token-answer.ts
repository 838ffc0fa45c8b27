/** An answer as it was sent, or what can be read in it. */
export function parsed(text: string, contentType: string | null): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return isForm(text, contentType) ? Object.fromEntries(new URLSearchParams(text)) : undefined;
  }
}

/** As GitHub answers where it is not asked for JSON; some call it plain text. */
function isForm(text: string, contentType: string | null): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return true;
  return type === 'text/plain' && /^(access_token|error)=/.test(text);
}

type Fields = Record<string, unknown>;

/**
 * Tokens as RFC 6749 section 5.1 writes them, of what providers write: `expires_in` as a text, no `token_type`, `scope` as
 * a list (Twitch), `null` for what is not there.
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
