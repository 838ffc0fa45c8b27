import { textOf } from './provider-answer.js';
import type { OAuthConfig, Provider } from './provider.js';
import { getProfile, useOAuth2Strategy, type Granted } from './strategies.js';

/** Facebook may answer an address, and never whether it is verified. */
export function facebook(config: OAuthConfig): Provider | null {
  const { facebookId: clientID, facebookSecret: clientSecret, facebookUserUrl: home } = config;
  if (!clientID || !clientSecret) return null;
  const profile = new URL(home);
  profile.searchParams.set('fields', 'id,first_name,last_name,email,picture');
  return {
    name: 'facebook',
    title: 'Facebook',
    home,
    settings: {
      credentials: ['FACEBOOK_CLIENT_ID', 'FACEBOOK_CLIENT_SECRET'],
      addresses: ['FACEBOOK_TOKEN_URL', 'FACEBOOK_USER_URL'],
    },
    reauthentication: { auth_type: 'reauthenticate' },
    prepare: async ({ authenticator, fetch, callbackURL }) => {
      const identify = async ({ accessToken, tokens, fetch }: Granted) => {
        const user = (await getProfile(fetch, profile.href, accessToken)) as Record<
          string,
          unknown
        >;
        const subject = textOf(user['id']);
        if (subject === null) throw new Error('The profile has no id');
        const picture = user['picture'] as { data?: { url?: unknown } } | undefined;
        return {
          issuer: profile.origin,
          subject,
          email: textOf(user['email']),
          emailVerified: false,
          isAuthoritative: false,
          firstName: textOf(user['first_name']),
          lastName: textOf(user['last_name']),
          avatar: textOf(picture?.data?.url),
          tokens,
        };
      };
      useOAuth2Strategy(authenticator, {
        name: 'facebook',
        authorizationURL: config.facebookAuthorizationUrl,
        tokenURL: config.facebookTokenUrl,
        clientID,
        clientSecret,
        callbackURL,
        scope: ['email', 'public_profile'],
        fetch,
        identify,
      });
    },
  };
}
