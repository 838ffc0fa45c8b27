/**
 * The README as a new user follows it: `nest new`, the packed library, the snippets, the commands that register the service and mint the
 * token at a real server, the scaffold's own build and tests, and calls over HTTP.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { commandsWith, writeSnippets } from './readme.mjs';

const ROOT = join(import.meta.dirname, '../../..');
const ADMIN = { email: 'admin@example.com', password: 'a-long-walk-by-the-sea-0123' };

/** `nest new` of these; what the README wants beside it, in the releases that go together. */
const SCAFFOLDS = {
  11: {
    cli: '@nestjs/cli@11.0.24',
    beside: ['@nestjs/graphql@13', '@nestjs/terminus@11', 'graphql@16', 'socket.io@4'],
    nest: '11',
    // CommonJS: as the README says.
    change: (code) => code.replace(/(from '\.{1,2}\/[^']*)\.js'/g, "$1'"),
  },
  12: {
    cli: '@nestjs/cli@12.0.8',
    beside: ['@nestjs/graphql@14', '@nestjs/terminus@12', 'graphql@16', 'socket.io@4'],
    nest: '12',
    change: (code) => code,
  },
};
const OF_NEST = ['microservices', 'platform-socket.io', 'websockets'];
const INSTALL = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

export async function tryScaffolds(majors, { tarball, work, run }) {
  const server = await startServer(work);
  try {
    // One after the other: each registers a service of the same name.
    for (const major of majors) {
      const said = [];
      const say = (text) => said.push(text);
      try {
        await tryScaffold(SCAFFOLDS[major], { tarball, work, run, say, server, major });
      } finally {
        console.log(`\n== nest new ${major}\n${said.join('')}`);
      }
    }
  } finally {
    await server.stop();
  }
}

async function tryScaffold(kind, { tarball, work, run, say, server, major }) {
  const name = `orders-${major}`;
  const options = ['--skip-git', '--skip-install', '--package-manager', 'npm'];
  await run('npx', ['--yes', kind.cli, 'new', name, ...options], work, say);
  const project = join(work, name);
  await run('npm', [...INSTALL, tarball], project, say);
  const beside = [...OF_NEST.map((one) => `@nestjs/${one}@${kind.nest}`), ...kind.beside];
  await run('npm', [...INSTALL, ...beside], project, say);
  writeSnippets(project, undefined, kind.change);
  await run('npm', ['run', 'build'], project, say);
  await run('npm', ['test'], project, say);
  await server.register();
  await server.tryService(project);
  say(`The service of the README runs and is guarded, as nest new ${major} makes it\n`);
}

async function startServer(work) {
  execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT, stdio: 'inherit' });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = start(join(ROOT, 'dist/apps/api/src/main.js'), work, {
    PORT: String(port),
    HOST: '127.0.0.1',
    APP_BASE_URL: url,
    DATA_DIR: join(work, 'data'),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    EMAIL_VERIFICATION_REQUIRED: 'false',
    LOG_LEVEL: 'warn',
  });
  await until(child, () => fetch(`${url}/health/ready`).then(({ ok }) => ok));
  const call = async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const bearer = (token) => ({ Authorization: `Bearer ${token}` });
  let variables = {};
  let admin = {};

  const forget = async () => {
    const { body } = await call('POST', '/api/auth/login', ADMIN);
    admin = bearer(body.access_token);
    const { body: list } = await call('GET', '/api/roles/services', undefined, admin);
    const orders = list.services.find(({ name }) => name === 'orders');
    // The next scaffold begins as the first: its service has another name from now on.
    if (orders) {
      const path = `/api/roles/services/${orders.service_id ?? orders.id}`;
      const renamed = await call('PUT', path, { name: `orders-before-${Date.now()}` }, admin);
      assert.equal(renamed.status, 200);
    }
  };

  /** By the commands of the README. */
  const register = async () => {
    await forget();
    const script = commandsWith('/api/roles/services').replace('http://localhost:5000', url);
    const printed = execFileSync(
      'bash',
      ['-eu', '-c', `${script}\necho "$SERVICE $GATEHOUSE_APP_TOKEN"`],
      {
        env: { ...process.env, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password },
        encoding: 'utf8',
      },
    );
    const [service, token] = printed.trim().split(' ');
    assert.match(token ?? '', /^gh_/);
    variables = { GATEHOUSE_URL: url, GATEHOUSE_APP_TOKEN: token, service };
  };

  const tryService = async (project) => {
    const { service, ...environment } = variables;
    const servicePort = await freePort();
    const running = start(join(project, 'dist/main.js'), project, {
      ...environment,
      PORT: String(servicePort),
    });
    try {
      const list = (token) =>
        fetch(`http://127.0.0.1:${servicePort}/orders`, { headers: token ? bearer(token) : {} });
      await until(running, () => list().then(({ status }) => status === 401));
      const user = {
        email: `clerk-${Date.now()}@example.com`,
        password: 'by-the-sea-a-long-walk-9',
      };
      const { body: registered } = await call('POST', '/api/auth/register', user);
      const { body: signedIn } = await call('POST', '/api/auth/login', {
        ...user,
        resource: 'orders',
      });
      const token = signedIn.access_token;
      await until(running, () => list(token).then(({ status }) => status === 403));
      const roles = `/api/roles/service/${service}`;
      let clerk;
      await until(running, async () => {
        const { body } = await call('GET', roles, undefined, admin);
        clerk = body.roles.find(({ name }) => name === 'clerk');
        return clerk !== undefined;
      });
      const path = `/api/roles/user/${registered.user_id}/service/${service}/role/${clerk.id}`;
      await call('POST', path, undefined, admin);
      await until(running, () => list(token).then(({ status }) => status === 200));
    } finally {
      await running.stop();
    }
  };
  return { register, tryService, stop: child.stop };
}

function start(main, cwd, environment) {
  const child = spawn(process.execPath, [main], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  child.stdout.on('data', (text) => said.push(text));
  child.stderr.on('data', (text) => said.push(text));
  return {
    said,
    hasEnded: () => child.exitCode !== null,
    /** Until it has ended: its files are removed next. */
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

async function until(process, check) {
  const deadline = Date.now() + 120_000;
  while (!(await check().catch(() => false))) {
    if (process.hasEnded() || Date.now() > deadline) {
      throw new Error(`It did not come about: ${check}\n${process.said.join('')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
