/**
 * The real server as `propagation.mjs` needs it: built from this repository, with an embedded database of its own (or that of
 * `BENCH_DATABASE_URL`, an empty one, and the Redis of `BENCH_REDIS_URL`). A revocation here is a sign-out by the user, a grant the assignment of a role by the administrator.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../scripts/build.mjs';

const MAIN = fileURLToPath(new URL('../../dist/apps/api/src/main.js', import.meta.url));
const PASSWORD = 'a password for measurements';

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

async function startServer() {
  await build({ quiet: true });
  const work = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  // As root, PostgreSQL runs as another user, who must reach its folder.
  chmodSync(work, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const admin = { email: 'admin@example.com', password: randomBytes(12).toString('base64url') };
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      HOST: '127.0.0.1',
      APP_BASE_URL: url,
      DATA_DIR: join(work, 'data'),
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      EMAIL_VERIFICATION_REQUIRED: 'false',
      // Users sign in between the rounds; that is not measured.
      BCRYPT_COST: '10',
      RATE_LIMIT_ENABLED: 'false',
      LOG_LEVEL: 'error',
      ...(process.env.BENCH_DATABASE_URL && {
        DATABASE_URL: process.env.BENCH_DATABASE_URL,
        SECRET_KEY: randomBytes(32).toString('hex'),
      }),
      ...(process.env.BENCH_REDIS_URL && { REDIS_URL: process.env.BENCH_REDIS_URL }),
    },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const deadline = performance.now() + 60_000;
  while (!(await fetch(`${url}/health/ready`).catch(() => null))?.ok) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error('No server');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(work, { recursive: true, force: true });
  };
  return { url, admin, close };
}

/** Requests so far, by route, as the server's own metrics count them. */
async function countCalls(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = {};
  for (const line of text.split('\n')) {
    const match = /^\w*request\w*_count\{([^}]*)\} (\d+)/.exec(line);
    const route = match && /route="([^"]*(?:guard|introspect|validate|jwks)[^"]*)"/.exec(match[1]);
    if (route) counts[route[1]] = (counts[route[1]] ?? 0) + Number(match[2]);
  }
  return counts;
}

export async function startDriver() {
  const { url, admin, close } = await startServer();
  const call = async (method, path, token, body, proof) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(proof && { 'Gatehouse-Proof': proof }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.message}`);
    return answer;
  };
  const login = async (who) => (await call('POST', '/api/auth/login', null, who)).access_token;
  const adminToken = await login(admin);
  const asAdmin = (method, path, body) => call(method, path, adminToken, body);
  const { service_id: serviceId } = await asAdmin('POST', '/api/roles/services', {
    name: 'orders',
  });
  const permissions = `/api/roles/service/${serviceId}/permissions`;
  await asAdmin('POST', permissions, { name: 'orders:read' });
  const { role_id: roleId } = await asAdmin('POST', `/api/roles/service/${serviceId}`, {
    name: 'reader',
    permissions: ['orders:read'],
  });
  const { proof } = await asAdmin('POST', '/api/auth/proofs', {
    purpose: 'mint_token',
    password: admin.password,
  });
  const fields = { service_id: serviceId, name: 'bench' };
  const { token_data: appToken } = await call('POST', '/api/tokens', adminToken, fields, proof);
  const tokens = new Map();
  let count = 0;
  return {
    issuer: url,
    service: 'orders',
    appToken: appToken.token,
    signIn: async () => {
      const who = { email: `person-${(count += 1)}@example.com`, password: PASSWORD };
      const { user_id: userId } = await call('POST', '/api/auth/register', null, who);
      const accessToken = await login(who);
      tokens.set(userId, accessToken);
      return { accessToken, userId, sessionId: userId };
    },
    grant: (userId) =>
      asAdmin('POST', `/api/roles/user/${userId}/service/${serviceId}/role/${roleId}`),
    endSession: (userId) => call('POST', '/api/auth/logout', tokens.get(userId)),
    calls: () => countCalls(url),
    close,
  };
}
