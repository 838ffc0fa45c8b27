// A certified OpenID provider as a process of its own: `node certified-provider.mjs '{"redirectUris": […], …}'`.
// With `tenants` it is one for each of them, as Microsoft is.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { redirectUris, claimsInToken, client, tenants = [] } = JSON.parse(process.argv[2]);

const configuration = (tenant) => ({
  clients: [
    {
      client_id: client.id,
      client_secret: client.secret,
      redirect_uris: redirectUris,
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  pkce: { required: () => true },
  conformIdTokenClaims: !claimsInToken,
  claims: {
    openid: ['sub', ...(tenant ? ['tid', 'oid', 'xms_edov'] : [])],
    email: ['email', 'email_verified'],
    profile: ['given_name', 'family_name'],
  },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@example.test`,
      email_verified: true,
      given_name: 'Anna',
      family_name: 'Lind',
      ...(tenant && { tid: tenant, oid: objectId(id), xms_edov: true }),
    }),
  }),
});

const objectId = (id) =>
  createHash('sha256')
    .update(id)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');

const DESCRIPTION = 'v2.0/.well-known/openid-configuration';

/** Microsoft sends no `iss` in its authorization response (RFC 9207). */
async function withoutIssuer(context, next) {
  await next();
  const location = context.response.get('location');
  if (location) context.set('location', location.replace(/([?&])iss=[^&]*&?/, '$1'));
  if (context.path.endsWith('openid-configuration')) {
    context.body.authorization_response_iss_parameter_supported = false;
  }
}

/** As if each tenant had its own server, except for two discovery documents. */
function serveTenants(url, answer) {
  const [home, foreign] = tenants;
  const hosts = tenants.map((tenant) => {
    const prefix = `/${tenant}/v2.0`;
    const provider = new Provider(url + prefix, configuration(tenant));
    provider.use(withoutIssuer);
    return [prefix, provider.callback()];
  });
  const describe = async (tenant, issuer, response) => {
    const found = await (await fetch(`${url}/${tenant}/${DESCRIPTION}`)).json();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...found, issuer }));
  };
  answer((request, response) => {
    const { url: path } = request;
    // The document for all tenants names no tenant; that of the second tenant claims the issuer of the first.
    if (path === `/common/${DESCRIPTION}`)
      return describe(home, `${url}/{tenantid}/v2.0`, response);
    if (path === `/mixed/${DESCRIPTION}`) return describe(foreign, `${url}/${home}/v2.0`, response);
    const [prefix, handle] = hosts.find(([prefix]) => path.startsWith(prefix));
    request.originalUrl = path;
    request.url = path.slice(prefix.length);
    return handle(request, response);
  });
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const answer = (handle) => server.on('request', handle);
  if (tenants.length > 0) serveTenants(url, answer);
  else answer(new Provider(url, configuration()).callback());
  console.log(url);
});
