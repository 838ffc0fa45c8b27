// `npm run example:spa`: Gatehouse, and a page on another origin with nothing but a link to sign in.
import { join } from 'node:path';
import { ensureInstalled } from './ensure-installed.mjs';
import { freePort, openExample, ROOT, runExample, untilInterrupted } from './example/processes.mjs';

const isOnce = process.argv.includes('--once');
const example = openExample();
const { work, start } = example;
const say = (line) => console.log(line);

async function main() {
  await ensureInstalled();
  const { serveGatehouse } = await import('./example/gatehouse.mjs');
  const [port, pagePort] = [await freePort(5000), await freePort(5173)];
  // Two names of this machine: for a browser the page and Gatehouse are two sites.
  const [gatehouse, page] = [`http://localhost:${port}`, `http://127.0.0.1:${pagePort}`];
  say('Starting Gatehouse …');
  const admin = await serveGatehouse({
    start,
    port,
    url: gatehouse,
    work,
    env: { OAUTH_REDIRECT_URIS: `${page}/`, CORS_ORIGINS: page },
  });
  const served = start('The page', join(ROOT, 'examples/spa/server.mjs'), {
    PORT: String(pagePort),
    GATEHOUSE_URL: gatehouse,
  });
  await served.until(page);
  say(`
The application: ${page}
Gatehouse:       ${gatehouse}

Sign in as ${admin.email} with the password ${admin.password}, or create an account.`);
  if (isOnce) return;
  say('\nBoth go on running. Ctrl-C ends them.');
  await untilInterrupted();
}

await runExample(example, main);
