// Puts grants of users with access and refresh tokens into the store, and prints the tokens. How users sign in is the
// embedding application's own code, so it is not measured.
import { provider, redis } from './provider.mjs';

const USERS = 64;
const SCOPE = 'openid offline_access email';

const client = await provider.Client.find('svc');
const access = [];
const refresh = [];
for (let n = 0; n < USERS; n += 1) {
  const accountId = `user-${n}`;
  const grant = new provider.Grant({ accountId, clientId: 'svc' });
  grant.addOIDCScope(SCOPE);
  const issued = {
    accountId,
    client,
    grantId: await grant.save(86_400),
    scope: SCOPE,
    gty: 'authorization_code',
    authTime: Math.floor(Date.now() / 1000),
    claims: {},
    expiresWithSession: false,
  };
  access.push(await new provider.AccessToken(issued).save());
  refresh.push(await new provider.RefreshToken(issued).save());
}
process.stdout.write(JSON.stringify({ access, refresh }));
redis.disconnect();
