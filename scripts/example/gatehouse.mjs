// The Gatehouse of the example: the real server on an embedded database of its own, or the fake of the guard library.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { generateSync } from 'otplib';
import { ROOT } from './processes.mjs';

const STEP_SECONDS = 30;

/** Makes the last argument of a call by curl the JSON body. */
const withJson = (body) => ['-H', 'Content-Type: application/json', '-d', JSON.stringify(body)];

/** What an authenticator app shows now, or so many steps later; a step is used once, and the next is accepted too. */
const codeOf = (secret, later = 0) =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + later * STEP_SECONDS });

/** A client of the API that sends the given token. */
const clientOf =
  (url) =>
  async (method, path, { token, body, proof } = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(proof ? { 'Gatehouse-Proof': proof } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = await response.json();
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${answer.message}`);
    return answer;
  };

/** The real server with an embedded database of its own, and its first administrator; nobody need confirm an address. */
export async function serveGatehouse({ start, port, url, work, env = {} }) {
  const { build } = await import('../build.mjs');
  await build();
  const admin = { email: 'admin@example.com', password: randomBytes(12).toString('base64url') };
  const server = start('Gatehouse', join(ROOT, 'dist/apps/api/src/main.js'), {
    PORT: String(port),
    HOST: '127.0.0.1',
    APP_BASE_URL: url,
    DATA_DIR: join(work, 'data'),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    EMAIL_VERIFICATION_REQUIRED: 'false',
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(EXTERNAL.map((name) => [name, ''])),
    ...env,
  });
  await server.until(`${url}/health/ready`);
  return admin;
}

export async function startGatehouse({ start, freePort, work }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const admin = await serveGatehouse({ start, port, url, work });
  const call = clientOf(url);
  const signIn = (who, resource) =>
    call('POST', '/api/auth/login', { body: { ...who, ...(resource && { resource }) } });
  const { access_token: adminToken } = await signIn(admin);
  const asAdmin = (method, path, body) => call(method, path, { token: adminToken, body });

  // An act that makes a credential requires the password again, besides the access token.
  const asProvenAdmin = async (purpose, method, path, body) => {
    const { password } = admin;
    const { proof } = await asAdmin('POST', '/api/auth/proofs', { purpose, password });
    return call(method, path, { token: adminToken, proof, body });
  };

  const makeService = async (name, scopes) => {
    const { service_id: id } = await asAdmin('POST', '/api/roles/services', { name });
    const minting = { service_id: id, name: 'example', scopes };
    const { token_data: token } = await asProvenAdmin('mint_token', 'POST', '/api/tokens', minting);
    return { id, token: token.token };
  };
  const orders = await makeService('orders', ['manifest:write', 'parcels:send']);
  const shipping = await makeService('shipping', []);
  // The scopes of orders at shipping are granted by shipping.
  const callers = `/api/roles/service/${shipping.id}/callers`;
  const granted = { scopes: ['parcels:send'] };
  await asProvenAdmin('grant_caller', 'PUT', `${callers}/${orders.id}`, granted);

  return {
    url,
    tokens: { orders: orders.token, shipping: shipping.token },
    prepareUser: async () => {
      const user = { email: 'clerk@example.com', password: randomBytes(12).toString('base64url') };
      const { user_id: userId } = await call('POST', '/api/auth/register', { body: user });
      // One token for orders alone, and one for the API of Gatehouse, to sign out with.
      const { access_token: token, refresh_token: refreshToken } = await signIn(user, 'orders');
      const own = await call('POST', '/api/auth/refresh', {
        body: { refresh_token: refreshToken, resource: 'auth_service' },
      });
      const { roles } = await asAdmin('GET', `/api/roles/service/${orders.id}`);
      const clerk = roles.find(({ name }) => name === 'clerk');
      const path = `/api/roles/user/${userId}/service/${orders.id}/role/${clerk.id}`;
      return {
        token,
        gatehouseToken: own.access_token,
        adminToken,
        grant: (headers) => ['-X', 'POST', ...headers, url + path],
        stepUp: async (headers) => {
          const asUser = { token: own.access_token };
          const wish = { purpose: 'add_factor', password: user.password };
          const { proof } = await call('POST', '/api/auth/proofs', { ...asUser, body: wish });
          const begun = { ...asUser, proof, body: { name: 'Phone' } };
          const { id, secret } = await call('POST', '/api/auth/factors/totp', begun);
          const confirmed = { ...asUser, body: { code: codeOf(secret) } };
          await call('POST', `/api/auth/factors/totp/${id}/confirm`, confirmed);
          const body = { type: 'totp', code: codeOf(secret, 1), resource: 'orders' };
          return ['-X', 'POST', ...headers, ...withJson(body), `${url}/api/auth/step-up`];
        },
        revoke: (headers) => ['-X', 'POST', ...headers, `${url}/api/auth/logout`],
      };
    },
    prepareOrganization: () => prepareOrganization({ url, call, signIn, asAdmin, orders }),
  };
}

/** The organization Acme with Germany, Berlin below it, and France; a member of Berlin, and calls by curl about them. */
async function prepareOrganization({ url, call, signIn, asAdmin, orders }) {
  const user = { email: 'editor@example.com', password: randomBytes(12).toString('base64url') };
  const { user_id: userId } = await call('POST', '/api/auth/register', { body: user });
  const makeUnit = async (name, parentId) => {
    const body = { name, ...(parentId && { parent_id: parentId }) };
    return (await asAdmin('POST', '/api/organizations', body)).organization.id;
  };
  const acme = await makeUnit('Acme');
  const germany = await makeUnit('Germany', acme);
  const berlin = await makeUnit('Berlin', germany);
  const france = await makeUnit('France', acme);
  await asAdmin('POST', `/api/organizations/${berlin}/members`, { user_id: userId });
  const { roles } = await asAdmin('GET', `/api/roles/service/${orders.id}`);
  const { id: roleId } = roles.find(({ name }) => name === 'editor');
  const { access_token: token } = await signIn(user, 'orders');
  const { access_token: gatehouseToken } = await signIn(user, 'auth_service');
  const at = (unit, path) => `${url}/api/organizations/${unit}${path}`;
  const asked = { user_id: userId, service_id: orders.id, permission: 'orders:write' };
  const move = { parent_id: france };
  return {
    token,
    gatehouseToken,
    units: { acme, germany, berlin, france },
    grant: (headers) => [
      ...headers,
      ...withJson({ role_id: roleId, user_id: userId }),
      at(germany, '/roles'),
    ],
    explain: (headers, unit) => [
      ...headers,
      ...withJson({ ...asked, unit_id: unit }),
      `${url}/api/roles/explain`,
    ],
    dryRun: (headers) => [...headers, ...withJson(move), at(berlin, '/move?dry_run=true')],
    move: (headers) => [...headers, ...withJson(move), at(berlin, '/move')],
    leave: (headers) => ['-X', 'POST', ...headers, at(acme, '/leave')],
  };
}

/** The example ignores the environment of the user who starts it. */
const EXTERNAL = [
  'DATABASE_URL',
  'DATABASE_URI',
  'SQLALCHEMY_DATABASE_URI',
  'PGHOST',
  'PGHOSTADDR',
  'PGSERVICE',
  'DATABASE_DIRECT_URL',
  'REDIS_URL',
  'REDIS_HOST',
  'MAIL_SERVER',
  'NODE_ENV',
];

export async function startFakeGatehouse() {
  const { FakeGatehouse } = await import('../../libs/guard/dist/esm/testing/index.js');
  const fake = await FakeGatehouse.start({ service: 'orders' });
  const orders = fake.createAppToken({ scopes: ['manifest:write', 'parcels:send'] });
  const shipping = fake.createAppToken({ service: 'shipping' });
  fake.grantCaller('orders', ['parcels:send'], 'shipping');
  let signedIn;
  // The fake has no API for users; these three calls suffice for the example.
  const desk = createServer((request, response) => {
    const [, kind, id] = request.url.split('/');
    const isStepUp = kind === 'step-up';
    if (kind === 'grant') fake.assignRole(id, 'clerk');
    else if (!isStepUp) fake.endSession(id);
    response.writeHead(kind === 'grant' ? 201 : 200, { 'Content-Type': 'application/json' });
    const tokens = isStepUp ? { access_token: fake.stepUp(signedIn, 'orders'), acr: 'aal2' } : {};
    response.end(JSON.stringify({ success: true, ...tokens }));
  });
  await new Promise((resolve) => desk.listen(0, '127.0.0.1', resolve));
  const deskUrl = `http://127.0.0.1:${desk.address().port}`;
  return {
    url: fake.issuer,
    tokens: { orders: orders.token, shipping: shipping.token },
    prepareUser: async () => {
      signedIn = fake.signIn({ resource: 'orders' });
      const { accessToken: token, userId, sessionId } = signedIn;
      return {
        token,
        gatehouseToken: fake.refresh(signedIn),
        adminToken: fake.signIn().accessToken,
        grant: (headers) => ['-X', 'POST', ...headers, `${deskUrl}/grant/${userId}`],
        stepUp: (headers) => ['-X', 'POST', ...headers, `${deskUrl}/step-up/${sessionId}`],
        revoke: (headers) => ['-X', 'POST', ...headers, `${deskUrl}/revoke/${sessionId}`],
      };
    },
  };
}
