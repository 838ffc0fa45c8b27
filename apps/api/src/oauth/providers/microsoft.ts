import { isOfDomain } from './authority.js';
import { REAUTHENTICATION, standardAnswer } from './openid.js';
import { useOpenIdStrategy, type Identified } from './openid-strategy.js';
import { textOf, type ProviderAnswer } from './provider-answer.js';
import type { OAuthConfig, Provider } from './provider.js';

/**
 * The library inserts the token's tenant into a template issuer (`…/{tenantid}/v2.0`) only for servers of this origin. It
 * requests the metadata here, and the configured URL answers.
 */
const SERVER = new URL('https://login.microsoftonline.com/common/v2.0');
const ASKED = `${SERVER.href}/.well-known/openid-configuration`;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `email` is any text of a tenant's administrator; only `xms_edov` says that the address was verified. */
const VOUCHED: readonly unknown[] = [true, 1, '1'];

/** The tenant of personal accounts, and the domains of their mailboxes at Microsoft. */
const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';
const PERSONAL_DOMAINS = ['outlook.com', 'hotmail.com', 'live.com', 'msn.com'];

/**
 * `xms_edov` is true for an address whose domain the tenant has proven to own, and also for personal accounts, Google accounts
 * and guests who once read a mailed code. A guest has another identity provider (`idp`) or is marked (`acct`).
 */
function isMicrosofts(email: string | null, claims: Record<string, unknown>): boolean {
  const { tid, iss, idp, acct } = claims;
  if (String(tid).toLowerCase() === PERSONAL_TENANT) return isOfDomain(email, PERSONAL_DOMAINS);
  const isGuest = (idp !== undefined && idp !== iss) || String(acct) === '1';
  return !isGuest;
}

/** Tenant and object id identify the same user to every application, and are never reused. */
async function identify(found: Identified): Promise<ProviderAnswer> {
  const { tid, oid, email, xms_edov: isOwned } = found.claims as Record<string, unknown>;
  const isNamed = [tid, oid].every((id) => typeof id === 'string' && GUID.test(id));
  if (!isNamed) throw new Error('The ID token names no tenant or no object');
  const hasAddress = textOf(email) !== null;
  // About the address in the token, not about one that only userinfo has.
  const isVouchedFor = hasAddress && VOUCHED.includes(isOwned);
  const word = hasAddress && { email_verified: isVouchedFor };
  const answer = await standardAnswer({ ...found, claims: { ...found.claims, ...word } });
  return {
    ...answer,
    subject: `${String(tid)}.${String(oid)}`.toLowerCase(),
    emailVerified: isVouchedFor,
    isAuthoritative: isMicrosofts(answer.email, { ...found.claims }),
  };
}

/** Microsoft Entra ID and personal accounts. */
export function microsoft(config: OAuthConfig): Provider | null {
  const { microsoftId, microsoftSecret, microsoftDiscoveryUrl: home } = config;
  if (!microsoftId || !microsoftSecret) return null;
  return {
    name: 'microsoft',
    title: 'Microsoft',
    home,
    settings: {
      credentials: ['MICROSOFT_CLIENT_ID', 'MICROSOFT_CLIENT_SECRET'],
      addresses: ['MICROSOFT_DISCOVERY_URL'],
    },
    reauthentication: REAUTHENTICATION,
    prepare: (setup) =>
      useOpenIdStrategy(setup, {
        name: 'microsoft',
        server: SERVER,
        clientId: microsoftId,
        clientSecret: microsoftSecret,
        fetch: (url, options) => setup.fetch(url === ASKED ? home : url, options),
        home,
        identify,
      }),
  };
}
