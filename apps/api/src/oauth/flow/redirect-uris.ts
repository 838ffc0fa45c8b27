import {
  challengeWithoutRedirect,
  codeChallengeRequired,
  redirectUriNotAllowed,
} from '../oauth.errors.js';
import { parseUrl } from '#libs/kernel';
import { isCallable } from '#libs/outbound';

/** The redirect URI that an application requests, with its state and challenge. */
export interface RedirectRequest {
  readonly redirect_uri?: string;
  readonly code_challenge?: string;
  readonly state?: string;
}

/** A checked `RedirectRequest`, as a flow stores it. */
export interface ReturnAddress {
  readonly redirectUri?: string;
  readonly codeChallenge?: string;
  readonly appState?: string;
}

/** Schemes that cannot receive a code, or would run a script. */
const NEVER = /^(javascript|data|vbscript|file|blob|about|urn|mailto|tel|ftp|wss?):/i;

/** A loopback IP address, and the parts around its port. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::(\d{1,5}))?((?:[/?].*)?)$/s;
const MAX_PORT = 65_535;

/** Why an entry of OAUTH_REDIRECT_URIS cannot be used, or `null`. Native applications have schemes of their own. */
export function redirectUriProblem(uri: string): string | null {
  if (parseUrl(uri) === null || NEVER.test(uri)) return 'must be a list of absolute addresses';
  if (uri.includes('#')) return 'must be a list of addresses without a fragment';
  if (/[*\\\s]/.test(uri)) {
    return 'must be a list of whole addresses without *: each is compared letter by letter';
  }
  const isWeb = /^https?:/i.test(uri);
  return !isWeb || isCallable(uri)
    ? null
    : 'must be a list of https:// addresses; http:// only on this machine itself';
}

/**
 * Compared with the list character by character, without normalisation. The port of an `http` address on `127.0.0.1` or
 * `[::1]` is free: a native application uses a port that the system assigns (RFC 8252 section 7.3). That of `localhost` is
 * not: the name may resolve to another host (section 8.3).
 * @throws AppError `REDIRECT_URI_NOT_ALLOWED`
 */
export function assertRedirectAllowed(uri: string, allowed: readonly string[]): void {
  if (allowed.includes(uri)) return;
  const asked = withoutPort(uri);
  const isListed = asked !== null && allowed.some((entry) => withoutPort(entry) === asked);
  if (!isListed) throw redirectUriNotAllowed();
}

/** `null` for an address without a free port, or with an invalid one. */
function withoutPort(uri: string): string | null {
  const [, host, port = '1', rest] = LOOPBACK.exec(uri) ?? [];
  const isPort = Number(port) >= 1 && Number(port) <= MAX_PORT;
  return host !== undefined && isPort && !uri.includes('#') ? `${host} ${rest}` : null;
}

/**
 * Any application on the device may receive a redirect to a private scheme or a loopback address: only the holder of the
 * verifier may trade the code (RFC 8252 sections 8.1 and 8.3).
 * @throws AppError `CODE_CHALLENGE_REQUIRED`
 */
export function assertChallengeGiven(uri: string, codeChallenge: string | undefined): void {
  if (codeChallenge === undefined && !/^https:/i.test(uri)) throw codeChallengeRequired();
}

/**
 * For a flow that ends with a one-time code.
 * @throws AppError `VALIDATION_FAILED`, `REDIRECT_URI_NOT_ALLOWED`, `CODE_CHALLENGE_REQUIRED`
 */
export function readReturnAddress(
  request: RedirectRequest,
  allowed: readonly string[],
): ReturnAddress {
  const { redirect_uri: redirectUri, code_challenge: codeChallenge } = request;
  if (redirectUri === undefined && codeChallenge !== undefined) throw challengeWithoutRedirect();
  const address = readReturnAddressWithoutCode(request, allowed);
  if (redirectUri !== undefined) assertChallengeGiven(redirectUri, codeChallenge);
  return { ...address, ...(codeChallenge !== undefined && { codeChallenge }) };
}

/**
 * For a flow that ends without a code, which another application could intercept.
 * @throws AppError `REDIRECT_URI_NOT_ALLOWED`
 */
export function readReturnAddressWithoutCode(
  { redirect_uri: redirectUri, state }: RedirectRequest,
  allowed: readonly string[],
): ReturnAddress {
  if (redirectUri !== undefined) assertRedirectAllowed(redirectUri, allowed);
  return {
    ...(redirectUri !== undefined && { redirectUri }),
    ...(state !== undefined && { appState: state }),
  };
}

/** The address with further parameters. */
export function withParameters(uri: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
