// Accounts, sessions, a service with roles and application tokens, and the jobs that use them.
import { bearer, request, sendWell } from '../requests.mjs';
import { tokenSigner } from './gatehouse-tokens.mjs';

const PASSWORD = 'Correct-Horse-42!';
const SIGNED_IN = 32;
const SESSIONS_EACH = 2;
const ROLES = 20;

/** Users who are not registered one by one, each with one session. */
const INSERT_USERS = `INSERT INTO users (id, email, email_canonical, is_email_verified)
  SELECT gen_random_uuid(), address, address, true
    FROM (SELECT 'many-' || n || '@example.org' AS address FROM generate_series(1, $1::int) n) a
  RETURNING id`;
const INSERT_SESSIONS = `INSERT INTO sessions (id, user_id, secret, last_seen_at, expires_at, auth_time, amr)
  SELECT gen_random_uuid(), id, decode(repeat('00', 32), 'hex'), now(), now() + interval '1 day', now(), '{pwd}'
    FROM unnest($1::uuid[]) id
  RETURNING id, user_id`;

async function signInAll(base) {
  const signedIn = [];
  const asked = [];
  for (let n = 0; n < SIGNED_IN; n += 1) {
    const body = { email: `person-${n}@example.org`, password: PASSWORD };
    await sendWell(base, request('POST', '/api/auth/register', { body }));
    asked.push(request('POST', '/api/auth/login', { body }));
  }
  for (let n = 0; n < SIGNED_IN * SESSIONS_EACH; n += 1) {
    signedIn.push((await sendWell(base, asked[n % SIGNED_IN])).json);
  }
  return { logins: asked, signedIn };
}

async function seedService(base, admin) {
  const { json } = await sendWell(base, request('POST', '/api/auth/login', { body: admin }));
  const asAdmin = async (path, body) => {
    const headers = bearer(json.access_token);
    return (await sendWell(base, request('POST', path, { headers, body }))).json;
  };
  const { service_id: id } = await asAdmin('/api/roles/services', { name: 'bench' });
  await asAdmin(`/api/roles/service/${id}/permissions`, { name: 'bench:read' });
  const roles = [];
  for (let n = 0; n < ROLES; n += 1) {
    const fields = { name: `role-${n}`, permissions: ['bench:read'] };
    roles.push((await asAdmin(`/api/roles/service/${id}`, fields)).role_id);
  }
  const tokens = [];
  for (let n = 0; n < SIGNED_IN; n += 1) {
    const made = await asAdmin('/api/tokens', { service_id: id, name: `token-${n}` });
    tokens.push(made.token_data);
  }
  return { id, roles, tokens, adminToken: json.access_token };
}

async function seedMany(database, { count, ...options }) {
  const users = (await database.query(INSERT_USERS, [count])).rows.map(({ id }) => id);
  const { rows } = await database.query(INSERT_SESSIONS, [users]);
  await database.query('ANALYZE users, sessions');
  const sign = await tokenSigner(database, options);
  const tokens = rows.map(({ id, user_id: userId }) => sign({ userId, sessionId: id }));
  return { users, tokens };
}

const get = (path, token) => request('GET', path, { headers: bearer(token) });
const has =
  (name) =>
  ({ json }) =>
    json?.[name] !== undefined;

/** @param options `database` a connection, `admin` its credentials, `secretKey` SECRET_KEY, `manyUsers` the accounts of `me-many` */
export async function seedGatehouse(base, { database, admin, secretKey, manyUsers }) {
  const { logins, signedIn } = await signInAll(base);
  const service = await seedService(base, admin);
  const [{ access_token: sample }] = signedIn;
  const many = await seedMany(database, { count: manyUsers, sample, secretKey });
  const access = signedIn.slice(0, SIGNED_IN).map((one) => one.access_token);
  const [{ token: appToken }] = service.tokens;
  const grants = service.roles.flatMap((role) =>
    many.users.map((user) => `/api/roles/user/${user}/service/${service.id}/role/${role}`),
  );
  const validate = {
    requests: service.tokens.map(({ token }) => get('/api/tokens/validate', token)),
    // Validation is limited and counted while it is measured.
    isRight: ({ json, headers }) => json?.service !== undefined && headers.has('ratelimit-limit'),
  };
  const jobs = {
    login: { requests: logins, isRight: has('refresh_token') },
    me: {
      requests: access.map((token) => get('/api/auth/me', token)),
      isRight: ({ json }) => json?.user?.email?.startsWith('person-'),
    },
    refresh: {
      template: request('POST', '/api/auth/refresh', { body: { refresh_token: '{{t}}' } }),
      tokens: signedIn.map((one) => one.refresh_token),
      successor: '"refresh_token"%s*:%s*"([^"]+)"',
      isRight: has('refresh_token'),
    },
    validate,
    live: {
      requests: [request('GET', '/health/live')],
      isRight: ({ json }) => json?.status === 'up',
    },
    introspect: {
      requests: access.map((token) =>
        request('POST', '/api/tokens/introspect', { headers: bearer(appToken), body: { token } }),
      ),
      isRight: ({ json }) => json?.active === true,
    },
    sessions: {
      requests: access.map((token) => get('/api/auth/sessions', token)),
      isRight: ({ json }) => json?.sessions?.length > 0,
    },
    grant: {
      template: request('POST', '{{t}}', { headers: bearer(service.adminToken) }),
      tokens: grants,
      isRight: ({ status }) => status === 201,
    },
    'me-many': {
      requests: many.tokens.map((token) => get('/api/auth/me', token)),
      isRight: ({ json }) => json?.user?.email?.startsWith('many-'),
    },
    storm: { ...validate, beside: logins },
    mix: {},
  };
  return { jobs, service };
}
