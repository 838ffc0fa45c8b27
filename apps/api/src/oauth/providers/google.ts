import { Strategy as GoogleStrategy } from 'passport-google-oauth20';
import { canonicalDomain, isOfDomain } from './authority.js';
import { discover } from './discover.js';
import { IdTokens, wholeClaims, type Claims } from './id-token.js';
import { textOf, toldAuthTime } from './provider-answer.js';
import type { OAuthConfig, Provider } from './provider.js';
import { getProfile, useOAuth2Strategy, type Granted } from './strategies.js';
import type { ProviderFetch } from '../calls/provider-calls.service.js';

const GOOGLE_DOMAINS = ['gmail.com', 'googlemail.com'];

/**
 * Google is authoritative for its own mailboxes and for those of a domain that it hosts, which `hd` names
 * (developers.google.com, "Authenticate with a backend server"). It verified any other address only once.
 */
function isGoogles(email: string | null, hd: unknown): boolean {
  const hosted = typeof hd === 'string' ? canonicalDomain(hd) : null;
  return isOfDomain(email, hosted === null ? GOOGLE_DOMAINS : [...GOOGLE_DOMAINS, hosted]);
}

/** Its ID tokens may name it without the scheme ("OpenID Connect", "Validating an ID token"). */
const issuersOf = (issuer: string) => [
  issuer,
  issuer.replace(/^https?:\/\//, ''),
  'accounts.google.com',
];

/** OpenID Connect Core section 5.3.2: the subject must be that of the ID token. */
async function getUserInfo(
  fetch: ProviderFetch,
  url: string,
  asked: { token: string; sub: string },
) {
  const info = (await getProfile(fetch, url, asked.token)) as Record<string, unknown>;
  if (info['sub'] !== asked.sub) throw new Error('The userinfo is of another subject (sub)');
  return info;
}

interface Asked {
  readonly idTokens: IdTokens;
  readonly userinfoURL: string | undefined;
}

/** The claims of the ID token, completed by the userinfo endpoint. */
async function claimsOf({ idTokens, userinfoURL }: Asked, granted: Granted) {
  const { accessToken, tokens, request, fetch } = granted;
  const token = await idTokens.verify(tokens['id_token'], request.flow.nonce);
  if (userinfoURL === undefined) return token;
  const asked = { token: accessToken, sub: token.sub };
  return wholeClaims(token, () => getUserInfo(fetch, userinfoURL, asked));
}

function answerOf(issuer: string, claims: Claims & { readonly sub: string }, tokens: Claims) {
  const email = textOf(claims['email']);
  return {
    issuer,
    subject: claims.sub,
    email,
    emailVerified: claims['email_verified'] === true,
    isAuthoritative: isGoogles(email, claims['hd']),
    firstName: textOf(claims['given_name']),
    lastName: textOf(claims['family_name']),
    avatar: textOf(claims['picture']),
    ...toldAuthTime(claims['auth_time']),
    tokens,
  };
}

/** passport-google-oauth20, which checks neither nonce nor ID token: that is done here. */
export function google(config: OAuthConfig): Provider | null {
  const { googleId: clientID, googleSecret: clientSecret, googleDiscoveryUrl: home } = config;
  if (!clientID || !clientSecret) return null;
  return {
    name: 'google',
    title: 'Google',
    home,
    settings: {
      credentials: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
      addresses: ['GOOGLE_DISCOVERY_URL'],
    },
    // Google has no `prompt=login`; it sends `auth_time` where its console is configured so.
    reauthentication: { prompt: 'select_account', max_age: '0' },
    prepare: async ({ authenticator, fetch, callbackURL }) => {
      const { issuer, jwksUri, namesItself, userinfoURL, ...endpoints } = await discover(
        fetch,
        home,
      );
      const issuers = issuersOf(issuer);
      const idTokens = new IdTokens({ issuer: issuers, jwksUri, clientId: clientID, fetch });
      const options = {
        name: 'google',
        ...endpoints,
        issuers,
        namesItself,
        clientID,
        clientSecret,
        callbackURL,
        scope: ['openid', 'email', 'profile'],
        fetch,
        parameters: ({ flow }: { flow: { nonce: string } }) => ({ nonce: flow.nonce }),
      };
      const asked = { idTokens, userinfoURL };
      const identify = async (granted: Granted) =>
        answerOf(issuer, await claimsOf(asked, granted), granted.tokens);
      useOAuth2Strategy(authenticator, { ...options, identify }, GoogleStrategy);
    },
  };
}
