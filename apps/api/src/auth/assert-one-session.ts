import { decodeJwt } from 'jose';
import { AppError } from '#libs/kernel';
import { parseRefreshToken } from '#api/sessions';

/**
 * Clients that put their access token on every request send it with a refresh token, too, often an expired one.
 * When it is of another session two people's tokens are mixed up, and neither shall get what is the other's. That
 * is looked at before the refresh token is: it may be shown again. It proves nothing, so that its signature does not
 * matter.
 * @throws AppError `INVALID_REFRESH_TOKEN`
 */
export function assertOneSession(refreshToken: string, bearer: string | undefined): void {
  const sessionId = bearer === undefined ? null : sessionNamedBy(bearer);
  if (sessionId === null || parseRefreshToken(refreshToken)?.sessionId === sessionId) return;
  throw new AppError('INVALID_REFRESH_TOKEN', {
    detail: 'The refresh token and the access token sent with it are of different sessions',
  });
}

/** `null` for what is no access token of ours: a refresh token, or what a proxy has put there. */
function sessionNamedBy(bearer: string): string | null {
  try {
    const { sid } = decodeJwt(bearer);
    return typeof sid === 'string' ? sid : null;
  } catch {
    return null;
  }
}
