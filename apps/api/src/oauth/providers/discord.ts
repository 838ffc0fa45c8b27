// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the package has no types, and programs that import this folder do not include the file by themselves
/// <reference path="./passport-discord.d.ts" />
import DiscordStrategy from 'passport-discord';
import { splitName, textOf } from './provider-answer.js';
import type { OAuthConfig, Provider } from './provider.js';
import { getProfile, useOAuth2Strategy, type Granted } from './strategies.js';

/** passport-discord, with its fixed profile address replaced by the configured one. */
export function discord(config: OAuthConfig): Provider | null {
  const { discordId: clientID, discordSecret: clientSecret, discordUserUrl: home } = config;
  if (!clientID || !clientSecret) return null;
  return {
    name: 'discord',
    title: 'Discord',
    home,
    settings: {
      credentials: ['DISCORD_CLIENT_ID', 'DISCORD_CLIENT_SECRET'],
      addresses: ['DISCORD_TOKEN_URL', 'DISCORD_USER_URL'],
    },
    reauthentication: { prompt: 'consent' },
    prepare: async ({ authenticator, fetch, callbackURL }) => {
      const options = {
        name: 'discord',
        authorizationURL: config.discordAuthorizationUrl,
        tokenURL: config.discordTokenUrl,
        clientID,
        clientSecret,
        callbackURL,
        scope: ['identify', 'email'],
        fetch,
      };
      const identify = async ({ accessToken, tokens, fetch }: Granted) => {
        const user = (await getProfile(fetch, home, accessToken)) as Record<string, unknown>;
        const { id, avatar } = user;
        if (typeof id !== 'string' || id === '') throw new Error('The profile has no id');
        const isImage = typeof avatar === 'string' && /^[a-z0-9_]+$/i.test(avatar);
        return {
          issuer: new URL(home).origin,
          subject: id,
          email: textOf(user['email']),
          emailVerified: user['verified'] === true,
          // Discord verified the address only once.
          isAuthoritative: false,
          ...splitName(user['global_name'] ?? user['username']),
          avatar: isImage ? `https://cdn.discordapp.com/avatars/${id}/${avatar}.png` : null,
          tokens: { ...tokens },
        };
      };
      useOAuth2Strategy(authenticator, { ...options, identify }, DiscordStrategy.Strategy);
    },
  };
}
