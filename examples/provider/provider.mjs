// `npm run example:provider`: a certified OpenID Connect provider on this machine, to try sign-in by a provider. Any
// name that is typed into its page signs in, without a password. Never for production.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { PROVIDER_PORT = '9000', GATEHOUSE_URL = 'http://localhost:5000' } = process.env;
const CLIENT = { id: 'gatehouse', secret: 'only-for-trying-it-on-this-machine' };

const configuration = {
  clients: [
    {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: [`${GATEHOUSE_URL}/api/oauth/example/callback`],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  pkce: { required: () => true },
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['given_name', 'family_name'],
  },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, name) => ({
    accountId: name,
    claims: () => ({ sub: name, email: `${name}@example.org`, email_verified: true }),
  }),
};

const server = createServer();
server.listen(Number(PROVIDER_PORT), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.on('request', new Provider(issuer, configuration).callback());
  console.log(`OIDC_EXAMPLE_ISSUER=${issuer}
OIDC_EXAMPLE_CLIENT_ID=${CLIENT.id}
OIDC_EXAMPLE_CLIENT_SECRET=${CLIENT.secret}`);
});
