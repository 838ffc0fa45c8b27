// node-oidc-provider with a Redis adapter; refresh tokens rotate, tokens are introspected.
import { generateKeyPairSync } from 'node:crypto';
import { Redis } from 'ioredis';
import { Provider } from 'oidc-provider';
import { redisAdapter } from './redis-adapter.mjs';

const DAY = 86_400;
const HOUR = 3600;

export const redis = new Redis(process.env.REDIS_URL, { keyPrefix: 'oidc:' });

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'k1' };

export const provider = new Provider(`http://127.0.0.1:${process.env.PORT ?? 0}`, {
  adapter: redisAdapter(redis),
  jwks: { keys: [jwk] },
  clients: [
    {
      client_id: 'svc',
      client_secret: 'svc-secret-0123456789',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
      redirect_uris: ['https://rp.test/cb'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
      scope: 'openid offline_access read email',
    },
  ],
  scopes: ['openid', 'offline_access', 'read', 'email'],
  claims: { openid: ['sub'], email: ['email'] },
  cookies: { keys: ['bench'] },
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    devInteractions: { enabled: false },
    revocation: { enabled: true },
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.org` }),
  }),
  rotateRefreshToken: true,
  ttl: { AccessToken: HOUR, ClientCredentials: HOUR, RefreshToken: DAY, Grant: DAY, IdToken: HOUR },
});
provider.on('server_error', (_, error) => process.stderr.write(`${error.stack}\n`));
