// `npm run example`: Gatehouse, two services that import the packed guard library, and the seven calls that show what it does.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { showCalls } from './example/calls.mjs';
import { startFakeGatehouse, startGatehouse } from './example/gatehouse.mjs';
import {
  freePort,
  openExample,
  ROOT,
  run,
  runExample,
  untilInterrupted,
} from './example/processes.mjs';

const EXAMPLE = join(ROOT, 'examples', 'orders-service');
const GUARD = join(ROOT, 'libs', 'guard');
const isFake = process.argv.includes('--fake');
const isOnce = process.argv.includes('--once');

const example = openExample();
const { work, start } = example;
const say = (line) => console.log(line);

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
  await untilInterrupted();
}

await runExample(example, main);
