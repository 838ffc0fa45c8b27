import {
  challengeWithoutRedirect,
  codeChallengeRequired,
  redirectUriNotAllowed,
} from '../oauth.errors.js';
import { parseUrl } from '#libs/kernel';
import { isCallable } from '#libs/outbound';

/** How an application asks to be answered. */
export interface RedirectRequest {
  readonly redirect_uri?: string;
  readonly code_challenge?: string;
  readonly state?: string;
}

/** The same, checked, as a flow keeps it. */
export interface ReturnAddress {
  readonly redirectUri?: string;
  readonly codeChallenge?: string;
  readonly appState?: string;
}

/** No browser can be sent there with a code, or what it would do there is a script's. */
const NEVER = /^(javascript|data|vbscript|file|blob|about|urn|mailto|tel|ftp|wss?):/i;

/** An address on the device itself by its number, with what stands around the port. */
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
 * The list knows it letter by letter; nothing is normalised, so nothing can be bent. The port of an `http` address on
 * `127.0.0.1` or `[::1]` is free: a native application takes one that the system gives it (RFC 8252 section 7.3). Not so
 * that of `localhost`, a name that may lead elsewhere (section 8.3).
 * @throws AppError `REDIRECT_URI_NOT_ALLOWED`
 */
export function assertRedirectAllowed(uri: string, allowed: readonly string[]): void {
  if (allowed.includes(uri)) return;
  const asked = withoutPort(uri);
  const isListed = asked !== null && allowed.some((entry) => withoutPort(entry) === asked);
  if (!isListed) throw redirectUriNotAllowed();
}

/** `null` for what has no free port, or none that can be. */
function withoutPort(uri: string): string | null {
  const [, host, port = '1', rest] = LOOPBACK.exec(uri) ?? [];
  const isPort = Number(port) >= 1 && Number(port) <= MAX_PORT;
  return host !== undefined && isPort && !uri.includes('#') ? `${host} ${rest}` : null;
}

/**
 * An address with a scheme of an application's own, or on the device itself, may be answered by any application there:
 * only who holds the verifier may trade the code (RFC 8252 sections 8.1 and 8.3).
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
 * For a flow that ends without a code, and so with nothing that another application could take.
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

/** The address with parameters of ours beside its own. */
export function withParameters(uri: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
