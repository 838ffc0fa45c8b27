import {
  defineSlice,
  family,
  flag,
  int,
  list,
  text,
  url,
  type ConfigProblem,
  type FamilyMember,
} from '#libs/config';
import { isCallable } from '#libs/outbound';
import { canonicalDomain, splitDomains } from './providers/authority.js';
import { appleKeyProblem } from './providers/apple-key.js';
import { redirectUriProblem } from './flow/redirect-uris.js';

const id = (name: string) =>
  text(`${name}_CLIENT_ID`, undefined, { description: 'From the console of the provider.' });
const secret = (name: string) =>
  text(`${name}_CLIENT_SECRET`, undefined, {
    description: 'From the console of the provider; with the id it switches the provider on.',
    secret: true,
  });
const endpoint = (name: string, fallback: string, description: string) =>
  url(name, fallback, { protocols: ['https', 'http'] }, { description });

const DISCOVERY = 'Where the provider describes itself.';
const AUTHORIZATION = 'Where the browser is sent.';
const TOKEN = 'Where the code is traded.';
const USER = 'Where the profile is read.';

const variables = {
  redirectUris: list('OAUTH_REDIRECT_URIS', {
    description:
      'Addresses of applications that a sign-in may come back to with a one-time code, as `https://app.example.com/signed-in`; compared letter by letter, but for the port of `http://127.0.0.1` and `http://[::1]`, which is free.',
  }),
  mergeUndoDays: int(
    'MERGE_UNDO_DAYS',
    30,
    { min: 0, max: 365 },
    {
      description:
        'For so long what a merge of two accounts moved is kept, so that `gatehouse users unmerge` can undo it; 0: not at all.',
      unit: 'days',
    },
  ),
  storeProviderTokens: flag('STORE_PROVIDER_TOKENS', false, {
    description: "Whether the providers' own tokens are kept, encrypted.",
  }),
  googleId: id('GOOGLE'),
  googleSecret: secret('GOOGLE'),
  googleDiscoveryUrl: endpoint(
    'GOOGLE_DISCOVERY_URL',
    'https://accounts.google.com/.well-known/openid-configuration',
    DISCOVERY,
  ),
  microsoftId: id('MICROSOFT'),
  microsoftSecret: secret('MICROSOFT'),
  microsoftDiscoveryUrl: endpoint(
    'MICROSOFT_DISCOVERY_URL',
    'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
    `${DISCOVERY} With a tenant instead of \`common\`, only its people are let in.`,
  ),
  discordId: id('DISCORD'),
  discordSecret: secret('DISCORD'),
  discordAuthorizationUrl: endpoint(
    'DISCORD_AUTHORIZATION_BASE_URL',
    'https://discord.com/oauth2/authorize',
    AUTHORIZATION,
  ),
  discordTokenUrl: endpoint('DISCORD_TOKEN_URL', 'https://discord.com/api/oauth2/token', TOKEN),
  discordUserUrl: endpoint('DISCORD_USER_URL', 'https://discord.com/api/users/@me', USER),
  githubId: id('GITHUB'),
  githubSecret: secret('GITHUB'),
  githubAuthorizationUrl: endpoint(
    'GITHUB_AUTHORIZATION_BASE_URL',
    'https://github.com/login/oauth/authorize',
    AUTHORIZATION,
  ),
  githubTokenUrl: endpoint(
    'GITHUB_TOKEN_URL',
    'https://github.com/login/oauth/access_token',
    TOKEN,
  ),
  githubUserUrl: endpoint('GITHUB_USER_URL', 'https://api.github.com/user', USER),
  githubEmailsUrl: endpoint(
    'GITHUB_EMAILS_URL',
    'https://api.github.com/user/emails',
    'Where the addresses are read.',
  ),
  facebookId: id('FACEBOOK'),
  facebookSecret: secret('FACEBOOK'),
  facebookAuthorizationUrl: endpoint(
    'FACEBOOK_AUTHORIZATION_BASE_URL',
    'https://www.facebook.com/v23.0/dialog/oauth',
    AUTHORIZATION,
  ),
  facebookTokenUrl: endpoint(
    'FACEBOOK_TOKEN_URL',
    'https://graph.facebook.com/v23.0/oauth/access_token',
    TOKEN,
  ),
  facebookUserUrl: endpoint('FACEBOOK_USER_URL', 'https://graph.facebook.com/v23.0/me', USER),
  appleId: text('APPLE_CLIENT_ID', undefined, { description: 'The Services ID.' }),
  appleTeamId: text('APPLE_TEAM_ID', undefined, { description: 'The team of the key.' }),
  appleKeyId: text('APPLE_KEY_ID', undefined, { description: 'The id of the key.' }),
  applePrivateKey: text('APPLE_PRIVATE_KEY', undefined, {
    description: 'The content of the .p8 file; line ends may be written as `\\n`.',
    secret: true,
  }),
  appleDiscoveryUrl: endpoint(
    'APPLE_DISCOVERY_URL',
    'https://appleid.apple.com/.well-known/openid-configuration',
    DISCOVERY,
  ),
  oidc: family('OIDC', ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'EMAIL_DOMAINS'], {
    description:
      'Any other OpenID Connect provider, served at `/api/oauth/<name>` in lower case; the first three are needed. `EMAIL_DOMAINS` names the domains whose mailboxes it runs (by commas): only for those does its word join an account that is there.',
    secret: true,
  }),
};

const TOGETHER = [
  ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  ['MICROSOFT_CLIENT_ID', 'MICROSOFT_CLIENT_SECRET'],
  ['DISCORD_CLIENT_ID', 'DISCORD_CLIENT_SECRET'],
  ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
  ['FACEBOOK_CLIENT_ID', 'FACEBOOK_CLIENT_SECRET'],
  ['APPLE_CLIENT_ID', 'APPLE_TEAM_ID', 'APPLE_KEY_ID', 'APPLE_PRIVATE_KEY'],
];
const BUILT_IN = ['google', 'microsoft', 'discord', 'github', 'facebook', 'apple', 'providers'];
/** Of routes beside those of the providers, and of the other methods to sign in. */
const RESERVED = ['token', 'password', 'email'];
const ADDRESS = 'must be an https:// address, or http:// on this machine itself';

function memberProblems({ name, values }: FamilyMember): ConfigProblem[] {
  const missing = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET'].filter((part) => !values[part]);
  const problems = missing.map((part) => ({
    name: `OIDC_${name}_${part}`,
    message: 'must be set, too',
  }));
  const issuer = values['ISSUER'];
  if (issuer !== undefined && !isCallable(issuer)) {
    problems.push({ name: `OIDC_${name}_ISSUER`, message: ADDRESS });
  }
  for (const domain of splitDomains(values['EMAIL_DOMAINS'] ?? '')) {
    if (canonicalDomain(domain) !== null) continue;
    problems.push({ name: `OIDC_${name}_EMAIL_DOMAINS`, message: 'must be domains, by commas' });
  }
  if ([...BUILT_IN, ...RESERVED].includes(name.toLowerCase())) {
    problems.push({ name: `OIDC_${name}_ISSUER`, message: 'needs a name that is not in use' });
  }
  return problems;
}

/** The providers for sign-ins, with their addresses. */
export const oauthConfig = defineSlice('Sign-in by providers', variables, (values, context) => {
  const halves = TOGETHER.flatMap((names) => {
    const missing = names.filter((name) => !context.isSet(name));
    return missing.length < names.length ? missing : [];
  }).map((name) => ({ name, message: 'must be set, too: the provider is half configured' }));
  const addresses = Object.entries(variables).flatMap(([property, { name }]) => {
    if (!name.endsWith('_URL')) return [];
    const value = values[property as keyof typeof variables];
    const isFine = typeof value === 'string' && isCallable(value);
    return isFine ? [] : [{ name, message: ADDRESS }];
  });
  const uris = values.redirectUris.flatMap((uri) => redirectUriProblem(uri) ?? []);
  const listed = uris.slice(0, 1).map((message) => ({ name: 'OAUTH_REDIRECT_URIS', message }));
  const key = values.applePrivateKey === undefined ? null : appleKeyProblem(values.applePrivateKey);
  const keys = key === null ? [] : [{ name: 'APPLE_PRIVATE_KEY', message: key }];
  return [...halves, ...addresses, ...listed, ...keys, ...values.oidc.flatMap(memberProblems)];
});
