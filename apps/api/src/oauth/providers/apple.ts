import { SignJWT } from 'jose';
import type { Clock } from '#libs/kernel';
import { toAppleKey } from './apple-key.js';
import { isOfDomain } from './authority.js';
import { discover } from './discover.js';
import { IdTokens } from './id-token.js';
import { textOf, toldAuthTime, type ProviderAnswer } from './provider-answer.js';
import type { OAuthConfig, Provider } from './provider.js';
import { useOAuth2Strategy, type Granted } from './strategies.js';

const SECRET_LIFE_SECONDS = 300;

/** Domains of Apple's mailboxes and of its relay. */
const APPLE_DOMAINS = ['privaterelay.appleid.com', 'icloud.com', 'me.com', 'mac.com'];

const SETTINGS = {
  credentials: ['APPLE_CLIENT_ID', 'APPLE_TEAM_ID', 'APPLE_KEY_ID', 'APPLE_PRIVATE_KEY'],
  addresses: ['APPLE_DISCOVERY_URL'],
};

interface AppleClient {
  readonly clientId: string;
  readonly teamId: string;
  readonly keyId: string;
  readonly privateKey: string;
  readonly audience: string;
}

/** Apple's client secret: a JWT signed with the team's key. */
export function appleSecret(client: AppleClient, clock: Clock): Promise<string> {
  const key = toAppleKey(client.privateKey);
  const now = clock.nowSeconds();
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: client.keyId })
    .setIssuer(client.teamId)
    .setSubject(client.clientId)
    .setAudience(client.audience)
    .setIssuedAt(now)
    .setExpirationTime(now + SECRET_LIFE_SECONDS)
    .sign(key);
}

/** Sent once, at the first sign-in, by the browser and unsigned: only used as a display name. */
function nameIn(user: unknown): { firstName: string | null; lastName: string | null } {
  try {
    const { name } = JSON.parse(String(user)) as { name?: Record<string, unknown> };
    return { firstName: textOf(name?.['firstName']), lastName: textOf(name?.['lastName']) };
  } catch {
    return { firstName: null, lastName: null };
  }
}

/** Apple sends booleans as texts. */
async function identify(
  { tokens, request }: Granted,
  issuer: string,
  idTokens: IdTokens,
): Promise<ProviderAnswer> {
  const claims = await idTokens.verify(tokens['id_token'], request.flow.nonce);
  const { email, email_verified: isVerified } = claims;
  return {
    issuer,
    subject: claims.sub,
    email: textOf(email),
    emailVerified: isVerified === true || isVerified === 'true',
    isAuthoritative: isOfDomain(textOf(email), APPLE_DOMAINS),
    ...nameIn(request.query['user']),
    avatar: null,
    ...toldAuthTime(claims['auth_time']),
    tokens,
  };
}

/** Apple's callback is a form post. */
export function apple(config: OAuthConfig, clock: Clock): Provider | null {
  const { appleId, appleTeamId, appleKeyId, applePrivateKey, appleDiscoveryUrl: home } = config;
  if (!appleId || !appleTeamId || !appleKeyId || !applePrivateKey) return null;
  return {
    name: 'apple',
    title: 'Apple',
    home,
    settings: SETTINGS,
    answersByForm: true,
    prepare: async ({ authenticator, fetch, callbackURL }) => {
      const {
        issuer,
        jwksUri,
        namesItself,
        userinfoURL: _,
        ...endpoints
      } = await discover(fetch, home);
      const idTokens = new IdTokens({ issuer, jwksUri, clientId: appleId, fetch });
      const client = {
        clientId: appleId,
        teamId: appleTeamId,
        keyId: appleKeyId,
        privateKey: applePrivateKey,
        audience: issuer,
      };
      useOAuth2Strategy(authenticator, {
        name: 'apple',
        ...endpoints,
        issuers: [issuer],
        namesItself,
        clientID: appleId,
        clientSecret: () => appleSecret(client, clock),
        callbackURL,
        scope: ['name', 'email'],
        fetch,
        parameters: ({ flow }) => ({ nonce: flow.nonce, response_mode: 'form_post' }),
        identify: (granted) => identify(granted, issuer, idTokens),
      });
    },
  };
}
