import { Strategy as GoogleStrategy } from 'passport-google-oauth20';
import { canonicalDomain, isOfDomain } from './authority.js';
import { discover } from './discover.js';
import { IdTokens } from './id-token.js';
import { textOf, toldAuthTime } from './provider-answer.js';
import type { OAuthConfig, Provider } from './provider.js';
import { useOAuth2Strategy } from './strategies.js';

const GOOGLE_DOMAINS = ['gmail.com', 'googlemail.com'];

/**
 * Google is authoritative for its own mailboxes and for those of a domain that it hosts, which it then names in `hd`
 * (developers.google.com, "Authenticate with a backend server"). Any other address it has asked once.
 */
function isGoogles(email: string | null, hd: unknown): boolean {
  const hosted = typeof hd === 'string' ? canonicalDomain(hd) : null;
  return isOfDomain(email, hosted === null ? GOOGLE_DOMAINS : [...GOOGLE_DOMAINS, hosted]);
}

/** passport-google-oauth20, which knows neither nonce nor ID token: those are checked here. */
export function google(config: OAuthConfig): Provider | null {
  const { googleId: clientID, googleSecret: clientSecret, googleDiscoveryUrl: home } = config;
  if (!clientID || !clientSecret) return null;
  return {
    name: 'google',
    title: 'Google',
    home,
    // It knows no `login`; it tells when the session began where its console was told to.
    reauthentication: { prompt: 'select_account', max_age: '0' },
    prepare: async ({ authenticator, fetch, callbackURL }) => {
      const { issuer, jwksUri, namesItself, ...endpoints } = await discover(fetch, home);
      const idTokens = new IdTokens({ issuer, jwksUri, clientId: clientID, fetch });
      const options = {
        name: 'google',
        ...endpoints,
        issuer,
        namesItself,
        clientID,
        clientSecret,
        callbackURL,
        scope: ['openid', 'email', 'profile'],
        fetch,
        parameters: ({ flow }: { flow: { nonce: string } }) => ({ nonce: flow.nonce }),
      };
      useOAuth2Strategy(
        authenticator,
        {
          ...options,
          identify: async ({ tokens, request }) => {
            const claims = await idTokens.verify(tokens['id_token'], request.flow.nonce);
            return {
              issuer,
              subject: claims.sub,
              email: textOf(claims['email']),
              emailVerified: claims['email_verified'] === true,
              isAuthoritative: isGoogles(textOf(claims['email']), claims['hd']),
              firstName: textOf(claims['given_name']),
              lastName: textOf(claims['family_name']),
              avatar: textOf(claims['picture']),
              ...toldAuthTime(claims['auth_time']),
              tokens,
            };
          },
        },
        GoogleStrategy,
      );
    },
  };
}
