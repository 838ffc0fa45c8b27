import { baseUrlOf, coreConfig, type Config, type Environment } from '#libs/config';
import { oauthConfig } from '#api/oauth';
import { ask } from './ask.js';
import { ok, problem, wordsOf, type Finding } from './finding.js';

const CHECK = 'providers';
const PROVIDERS = ['GOOGLE', 'MICROSOFT', 'DISCORD', 'GITHUB', 'FACEBOOK', 'APPLE'] as const;
const NEEDED = ['issuer', 'authorization_endpoint', 'token_endpoint'];

/** Lists the configured providers, and checks the discovery document of those that have one. */
export async function checkProviders(config: Config, environment: Environment): Promise<Finding[]> {
  const isOn = (name: string): boolean => (environment[`${name}_CLIENT_ID`] ?? '').trim() !== '';
  const oauth = config.get(oauthConfig);
  const discoveries: Partial<Record<string, string>> = {
    GOOGLE: oauth.googleDiscoveryUrl,
    MICROSOFT: oauth.microsoftDiscoveryUrl,
    APPLE: oauth.appleDiscoveryUrl,
  };
  const builtIn = PROVIDERS.filter(isOn).map((name) => ({ name, discovery: discoveries[name] }));
  const others = oauth.oidc.map(({ name, values }) => ({
    name,
    discovery: `${values['ISSUER']?.replace(/\/$/, '')}/.well-known/openid-configuration`,
  }));
  const all = [...builtIn, ...others];
  if (all.length === 0) return [ok(CHECK, 'None is configured')];
  const base = baseUrlOf(config.get(coreConfig));
  return Promise.all(all.map((provider) => check(provider, base)));
}

async function check(
  { name, discovery }: { readonly name: string; readonly discovery: string | undefined },
  base: string,
): Promise<Finding> {
  const provider = name.toLowerCase();
  const callback = `${base}/api/oauth/${provider}/callback`;
  const fault = discovery === undefined ? null : await faultOf(discovery);
  if (fault === null) return ok(CHECK, `${provider}: ${callback} must be registered there`);
  const cure = `Look at the address, and whether this machine may reach it: ${discovery}`;
  return problem(CHECK, `${provider}: its description cannot be read: ${fault}`, cure);
}

async function faultOf(discovery: string): Promise<string | null> {
  try {
    const { status, body } = await ask(discovery);
    if (status !== 200) return `it answers ${status}`;
    return NEEDED.every((name) => typeof body[name] === 'string')
      ? null
      : 'it lacks required fields';
  } catch (error) {
    return wordsOf(error);
  }
}
