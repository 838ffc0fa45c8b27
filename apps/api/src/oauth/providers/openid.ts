import type { FamilyMember } from '#libs/config';
import * as client from 'openid-client';
import { canonicalDomain, isOfDomain, splitDomains } from './authority.js';
import { wholeClaims } from './id-token.js';
import { useOpenIdStrategy, type Identified } from './openid-strategy.js';
import { textOf, toldAuthTime, type ProviderAnswer } from './provider-answer.js';
import type { Provider } from './provider.js';

/** OpenID Connect Core section 3.1.2.1. */
export const REAUTHENTICATION = { prompt: 'login', max_age: '0' };

/** Claims that the ID token may leave to the userinfo endpoint; its subject is compared with the token's. */
function claimsOf({ config, claims, tokens }: Identified): Promise<client.IDToken> {
  const { userinfo_endpoint: endpoint } = config.serverMetadata();
  const ask = () => client.fetchUserInfo(config, tokens.access_token, claims.sub);
  return wholeClaims(claims, endpoint === undefined ? undefined : ask);
}

/** The answer by the standard claims; only the boolean `true` marks an address as verified. */
export async function standardAnswer(found: Identified): Promise<ProviderAnswer> {
  const claims = await claimsOf(found);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: textOf(claims['email']),
    emailVerified: claims['email_verified'] === true,
    isAuthoritative: false,
    firstName: textOf(claims['given_name']),
    lastName: textOf(claims['family_name']),
    avatar: textOf(claims['picture']),
    ...toldAuthTime(claims['auth_time']),
    tokens: { ...found.tokens },
  };
}

/** The canonical domains of a list; invalid ones are left out. */
const domainsIn = (list: string): string[] =>
  splitDomains(list).flatMap((domain) => canonicalDomain(domain) ?? []);

/** Any OpenID Connect provider, by its issuer and client credentials. */
export function openid({ name: upper, values }: FamilyMember): Provider | null {
  const { ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = values;
  if (!issuer || !clientId || !clientSecret) return null;
  const name = upper.toLowerCase();
  const domains = domainsIn(values['EMAIL_DOMAINS'] ?? '');
  return {
    name,
    title: `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`,
    home: issuer,
    settings: {
      credentials: [`OIDC_${upper}_CLIENT_ID`, `OIDC_${upper}_CLIENT_SECRET`],
      addresses: [`OIDC_${upper}_ISSUER`],
    },
    reauthentication: REAUTHENTICATION,
    prepare: (setup) =>
      useOpenIdStrategy(setup, {
        name,
        server: new URL(issuer),
        clientId,
        clientSecret,
        fetch: setup.fetch,
        home: issuer,
        identify: async (found) => {
          const answer = await standardAnswer(found);
          return { ...answer, isAuthoritative: isOfDomain(answer.email, domains) };
        },
      }),
  };
}
