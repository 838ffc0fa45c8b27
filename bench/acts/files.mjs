/**
 * Through how many files of the project each of five acts passes: a file counts when one of its functions runs between
 * the request and a moment after its answer, and does not run in a moment of rest.
 *
 *   npm run build && node bench/acts/files.mjs [--list]
 *
 * It needs PostgreSQL and Redis as the tests do (TEST_DATABASE_URL of a server, TEST_REDIS_URL).
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = process.env.ACTS_ROOT ?? dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const HERE = dirname(fileURLToPath(import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'acts-'));
const TIMES = 4;
/**
 * Excludes what serves every route (the platform, rate limits, guards) and what delivers a mail after the act, by the
 * folders of the present and of an earlier tree.
 */
const FEATURE =
  /^apps\/api\/src\/(?!platform|http|changes|logging|metrics|tracing|health|html|page-views|places|start|limits|protection\/(?:limits|guards)|mail\/(?:worker|templates|mailbox|smtp|transports?|send|mail-(?:renderer|courier|counters)|inert|sender|sealed))[^/]+\//;
const report = join(work, 'ran.json');
const admin = { email: 'admin@example.org', password: 'correct horse battery staple' };

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const found = probe.address().port;
    probe.close(() => resolve(found));
  });
});
const url = `http://127.0.0.1:${port}`;
const server = spawn(
  process.execPath,
  ['--import', join(HERE, 'cover.mjs'), join(ROOT, 'dist/apps/api/src/main.modules.js')],
  {
    cwd: work,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      HOME: work,
      PORT: String(port),
      HOST: '127.0.0.1',
      APP_BASE_URL: url,
      DATA_DIR: join(work, 'data'),
      ACTS_FILE: report,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      EMAIL_VERIFICATION_REQUIRED: 'false',
      LOG_LEVEL: 'error',
    },
  },
);

async function call(method, path, { token, proof, body } = {}) {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(proof && { 'gatehouse-proof': proof }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.message}`);
  return answer;
}

async function ranSince() {
  rmSync(report, { force: true });
  server.kill('SIGUSR2');
  while (!existsSync(report)) await sleep(20);
  await sleep(50);
  return new Set(JSON.parse(readFileSync(report, 'utf8')));
}

for (let tries = 0; ; tries += 1) {
  await sleep(500);
  const isReady = await fetch(`${url}/health/ready`).then(
    (answer) => answer.ok,
    () => false,
  );
  if (isReady) break;
  if (tries > 120) throw new Error('The server did not get ready.');
}

const login = (who) => call('POST', '/api/auth/login', { body: who });
let people = 0;
const register = async () => {
  people += 1;
  const who = { email: `person-${people}@example.org`, password: 'a long enough password' };
  return { ...who, ...(await call('POST', '/api/auth/register', { body: who })) };
};
const person = await register();
const { access_token: token } = await login(admin);
const service = await call('POST', '/api/roles/services', { token, body: { name: 'orders' } });
const serviceId = service.service_id ?? service.id;
const { roles } = await call('GET', `/api/roles/service/${serviceId}`, { token });
const roleId = roles.find(({ name }) => name === 'user').id;

const proofFor = async (purpose) => {
  const body = { purpose, password: admin.password };
  return (await call('POST', '/api/auth/proofs', { token, body })).proof;
};
const mint = { name: 'checkout', service_id: serviceId };
const minted = await call('POST', '/api/tokens', {
  token,
  proof: await proofFor('mint_token'),
  body: mint,
});

const acts = {
  login: { act: () => login(person) },
  registration: { act: () => register() },
  refresh: {
    before: () => login(person),
    act: ({ refresh_token }) => call('POST', '/api/auth/refresh', { body: { refresh_token } }),
  },
  grant: {
    before: async () => ({
      proof: await proofFor('grant_role'),
      userId: (await register()).user_id,
    }),
    act: ({ proof, userId }) =>
      call('POST', `/api/roles/user/${userId}/service/${serviceId}/role/${roleId}`, {
        token,
        proof,
      }),
  },
  validation: {
    act: () => call('GET', '/api/tokens/validate', { token: minted.token_data.token }),
  },
};

const rest = new Set();
for (let i = 0; i < 3; i += 1) {
  await sleep(1500);
  for (const file of await ranSince()) if (i > 0) rest.add(file);
}
/** The files that ran in each of several repetitions: other work of the process runs only in some of them. */
async function filesOf({ before, act }) {
  // The first call warms up and is not counted.
  await act(await before?.());
  let inAll;
  for (let times = 0; times < TIMES; times += 1) {
    const given = await before?.();
    await sleep(700);
    await ranSince();
    await act(given);
    await sleep(400);
    const ran = await ranSince();
    inAll = inAll ? new Set([...inAll].filter((file) => ran.has(file))) : ran;
  }
  return [...inAll].filter((file) => !rest.has(file)).sort();
}

for (const [name, act] of Object.entries(acts)) {
  const ran = await filesOf(act);
  const features = ran.filter((file) => FEATURE.test(file));
  const folders = new Set(features.map((file) => file.split('/')[3]));
  process.stdout.write(
    `${name}: ${features.length} files of features in ${folders.size} folders, ${ran.length} files in all\n`,
  );
  if (process.argv.includes('--list')) {
    process.stdout.write(`${ran.map((file) => `  ${file}\n`).join('')}`);
  }
}
server.kill('SIGTERM');
await new Promise((resolve) => server.on('exit', resolve));
rmSync(work, { recursive: true, force: true });
