// node-oidc-provider: userinfo, refresh with rotation, introspection.
import { run } from '../processes.mjs';
import { bearer, request, sendWell } from '../requests.mjs';
import { FOLDER, peer } from './peer.mjs';

const CLIENT = 'client_id=svc&client_secret=svc-secret-0123456789';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CLIENTS = 32;

const form = (path, body) => request('POST', path, { headers: FORM, body: `${CLIENT}&${body}` });

async function seed(base, env) {
  const seeding = [process.execPath, 'oidc-provider/seed.mjs'];
  const { access, refresh } = JSON.parse(await run(seeding, { cwd: FOLDER, env }));
  const issued = [];
  for (let n = 0; n < CLIENTS; n += 1) {
    const asked = form('/token', 'grant_type=client_credentials&scope=read');
    issued.push((await sendWell(base, asked)).json.access_token);
  }
  return {
    me: {
      requests: access.map((token) => request('GET', '/me', { headers: bearer(token) })),
      isRight: ({ json }) => Boolean(json?.sub),
    },
    refresh: {
      template: form('/token', 'grant_type=refresh_token&refresh_token={{t}}'),
      tokens: refresh,
      successor: '"refresh_token"%s*:%s*"([^"]+)"',
      isRight: ({ json }) => Boolean(json?.refresh_token),
    },
    validate: {
      requests: issued.map((token) => form('/token/introspection', `token=${token}`)),
      isRight: ({ json }) => json?.active === true,
    },
  };
}

export const oidcProvider = () =>
  peer({
    name: 'oidc-provider',
    title: 'node-oidc-provider 9',
    commandOf: () => [process.execPath, 'oidc-provider/server.mjs'],
    migration: null,
    readyPath: '/.well-known/openid-configuration',
    seed,
  });
