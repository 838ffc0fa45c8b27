// `npm run example`: Gatehouse, two services that import the packed guard library, and the seven calls that show what it does.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { showCalls } from './example/calls.mjs';
import { startFakeGatehouse, startGatehouse } from './example/gatehouse.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const EXAMPLE = join(ROOT, 'examples', 'orders-service');
const GUARD = join(ROOT, 'libs', 'guard');
const isFake = process.argv.includes('--fake');
const isOnce = process.argv.includes('--once');

const work = mkdtempSync(join(tmpdir(), 'gatehouse-example-'));
// As root, PostgreSQL runs as another user, who must reach its folder.
chmodSync(work, 0o755);
const children = [];
const say = (line) => console.log(line);

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Quiet unless it fails. */
function run(command, args, cwd) {
  try {
    return execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`;
    throw new Error(`${command} ${args.join(' ')} failed:\n${output}`, { cause: error });
  }
}

/** A process that is stopped together with this one; its output is shown only if it ends by itself. */
function start(name, script, env, cwd = ROOT) {
  const child = spawn(process.execPath, [script], {
    cwd,
    env: { ...process.env, ...env },
    // Its own process group, so that Ctrl-C reaches this script alone, which then stops all processes in order.
    detached: true,
  });
  let output = '';
  const keep = (chunk) => (output = (output + chunk).slice(-8000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  children.push({ child, ended });
  return {
    /** Resolves when the address answers a request. */
    until: async (url, withinMs = 60_000) => {
      const deadline = performance.now() + withinMs;
      while (performance.now() < deadline) {
        if (child.exitCode !== null) throw new Error(`${name} ended:\n${output}`);
        const answer = await fetch(url).catch(() => null);
        if (answer?.ok) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`${name} did not answer in time:\n${output}`);
    },
  };
}

async function stopAll() {
  for (const { child, ended } of children.reverse()) {
    child.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
    child.kill('SIGKILL');
  }
  rmSync(work, { recursive: true, force: true });
}

function prepareServices() {
  say('Packing the library and installing it into examples/orders-service …');
  run(process.execPath, ['build.mjs'], GUARD);
  const packed = run('npm', ['pack', '--json', '--pack-destination', work], GUARD);
  const tarball = join(work, JSON.parse(packed)[0].filename);
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  run('npm', ['install', '--no-save', '--prefer-offline', ...quiet, tarball], EXAMPLE);
  run('npx', ['tsc', '-p', '.'], EXAMPLE);
}

async function startService(script, gatehouse, appToken, env = {}) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const path = join(EXAMPLE, 'dist', script, 'main.js');
  const service = start(script, path, {
    PORT: String(port),
    GATEHOUSE_URL: gatehouse.url,
    GATEHOUSE_APP_TOKEN: appToken,
    ...env,
  });
  await service.until(`${url}/${script === 'orders' ? 'orders' : 'parcels'}/health`);
  return url;
}

async function main() {
  if (!existsSync(join(ROOT, 'node_modules'))) run('npm', ['ci'], ROOT);
  prepareServices();
  say(isFake ? 'Starting the imitation of Gatehouse …' : 'Starting Gatehouse …');
  const gatehouse = await (isFake
    ? startFakeGatehouse()
    : startGatehouse({ start, freePort, work }));
  say('Starting the services orders and shipping …');
  const shippingUrl = await startService('shipping', gatehouse, gatehouse.tokens.shipping);
  const ordersUrl = await startService('orders', gatehouse, gatehouse.tokens.orders, {
    SHIPPING_URL: shippingUrl,
  });
  await showCalls({ gatehouse, ordersUrl, shippingUrl, say });
  if (isOnce) return;
  say('\nAll of it goes on running. Ctrl-C ends it.');
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

main()
  .catch((error) => {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  })
  .finally(async () => {
    await stopAll();
    process.exit();
  });
