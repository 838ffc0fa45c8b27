import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '#libs/kernel';

const OURS = new Set(['same-origin', 'none']);

/**
 * What our own page sends, and what a program sends, not what another site makes a browser send. The
 * mailed token is the credential in any case; this is the second lock. Browsers that send neither header, or
 * hide the origin because of our own referrer policy (`null`), pass.
 * @param ownHost of APP_BASE_URL: a proxy may have put another name into `Host`
 * @throws AppError `CROSS_SITE_FORM`
 */
export function assertOwnForm(headers: IncomingHttpHeaders, ownHost: string): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const isOurs = site === undefined || OURS.has(String(site));
  if (isOurs && isOneOf(origin, [ownHost, host?.toLowerCase()])) return;
  throw new AppError('CROSS_SITE_FORM', {
    detail: 'This form was sent from another site. Open the link of the mail again.',
  });
}

function isOneOf(origin: string | undefined, hosts: readonly (string | undefined)[]): boolean {
  if (origin === undefined || origin === 'null') return true;
  return URL.canParse(origin) && hosts.includes(new URL(origin).host);
}
