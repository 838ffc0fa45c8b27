// Runs the command line of this clone: `npm run migrate -- up`, `npm run gatehouse -- doctor`.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

const MAIN = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/apps/cli/src/main.js');

/** The terminal sends Ctrl-C to the child, too; both wait until it has ended. */
function run(args) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'inherit' });
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

try {
  await ensureInstalled({ scope: 'serving' });
  await build();
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
