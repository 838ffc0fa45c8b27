import { Logger } from '@nestjs/common';
import { ProviderCallError } from '../calls/provider-call-error.js';
import type { ProviderFetch } from '../calls/provider-calls.service.js';
import { splitName, textOf } from './provider-answer.js';
import type { OAuthConfig, Provider } from './provider.js';
import { getProfile, useOAuth2Strategy, type Granted } from './strategies.js';

interface Address {
  readonly email?: unknown;
  readonly primary?: unknown;
  readonly verified?: unknown;
}

const NO_WORD = { emailVerified: false, isAuthoritative: false };

const WITHOUT_RIGHT =
  'GitHub does not show this server your e-mail address, and another try does not help: the administrator must give the GitHub App the account permission "Email addresses" (read-only). Until then, register and link GitHub.';

/** GitHub answers 403 to an App without the permission, 404 to an installation that has not approved it: a retry is useless. */
function withoutRight(error: unknown): null {
  const { failure = 'failed', status = 0 } = error instanceof ProviderCallError ? error : {};
  if (failure === 'busy' || ![403, 404].includes(status)) throw error;
  new Logger('AuthorizationFlow').warn(
    `github: PROVIDER_EMAIL_MISSING: GITHUB_EMAILS_URL answered ${status}; give the GitHub App the account permission "Email addresses" (read-only), or use an OAuth App, whose scope user:email is asked for`,
  );
  return null;
}

/** The profile has only a public, unverified address: the list has the primary one. */
async function primaryAddress(fetch: ProviderFetch, url: string, accessToken: string) {
  const list = await getProfile(fetch, url, accessToken).catch(withoutRight);
  if (list === null) return { email: null, withoutEmail: WITHOUT_RIGHT, ...NO_WORD };
  const addresses = (Array.isArray(list) ? list : []) as Address[];
  const primary = addresses.find((address) => address?.primary === true);
  // GitHub verified the address when it was added: the mailbox may have another owner now.
  const word = { emailVerified: primary?.verified === true, isAuthoritative: false };
  return { email: textOf(primary?.email), ...word };
}

/** GitHub supports OAuth 2 without OpenID Connect. */
export function github(config: OAuthConfig): Provider | null {
  const { githubId: clientID, githubSecret: clientSecret, githubUserUrl: home } = config;
  if (!clientID || !clientSecret) return null;
  return {
    name: 'github',
    title: 'GitHub',
    home,
    settings: {
      credentials: ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
      addresses: ['GITHUB_TOKEN_URL', 'GITHUB_USER_URL'],
    },
    reauthentication: { prompt: 'select_account' },
    prepare: async ({ authenticator, fetch, callbackURL }) => {
      const identify = async ({ accessToken, tokens, fetch }: Granted) => {
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
