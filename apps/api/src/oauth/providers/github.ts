import type { ProviderFetch } from '../calls/provider-calls.service.js';
import { splitName, textOf } from './provider-answer.js';
import type { OAuthConfig, Provider } from './provider.js';
import { getProfile, useOAuth2Strategy, type Granted } from './strategies.js';

interface Address {
  readonly email?: unknown;
  readonly primary?: unknown;
  readonly verified?: unknown;
}

/** The profile shows only a public address, unverified: the list has the truth. */
async function primaryAddress(fetch: ProviderFetch, url: string, accessToken: string) {
  const list = await getProfile(fetch, url, accessToken);
  const addresses = (Array.isArray(list) ? list : []) as Address[];
  const primary = addresses.find((address) => address?.primary === true);
  // It asked once, when the address was added: who had the mailbox then may not have it now.
  const word = { emailVerified: primary?.verified === true, isAuthoritative: false };
  return { email: textOf(primary?.email), ...word };
}

/** GitHub speaks OAuth 2 without OpenID Connect. */
export function github(config: OAuthConfig): Provider | null {
  const { githubId: clientID, githubSecret: clientSecret, githubUserUrl: home } = config;
  if (!clientID || !clientSecret) return null;
  return {
    name: 'github',
    title: 'GitHub',
    home,
    reauthentication: { prompt: 'select_account' },
    prepare: async ({ authenticator, fetch, callbackURL }) => {
      const identify = async ({ accessToken, tokens }: Granted) => {
        const user = (await getProfile(fetch, home, accessToken)) as Record<string, unknown>;
        const { id } = user;
        if (!Number.isSafeInteger(id)) throw new Error('The profile has no id');
        return {
          issuer: new URL(home).origin,
          subject: String(id),
          ...(await primaryAddress(fetch, config.githubEmailsUrl, accessToken)),
          ...splitName(user['name']),
          avatar: textOf(user['avatar_url']),
          tokens,
        };
      };
      useOAuth2Strategy(authenticator, {
        name: 'github',
        authorizationURL: config.githubAuthorizationUrl,
        tokenURL: config.githubTokenUrl,
        clientID,
        clientSecret,
        callbackURL,
        scope: ['read:user', 'user:email'],
        fetch,
        identify,
      });
    },
  };
}
