// Packs the guard library of this clone into a file that a service can install: `npm run pack:guard`.
import { spawnSync } from 'node:child_process';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  await ensureInstalled();
  // Silent, because the output of `prepack` would precede the JSON document.
  const options = ['--json', '--foreground-scripts=false', '--pack-destination', ROOT];
  const packed = spawnSync('npm', ['pack', './libs/guard', ...options], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (packed.status !== 0)
    throw new Error('The guard library could not be packed; npm says why above.');
  const [{ filename }] = JSON.parse(packed.stdout);
  const file = join(ROOT, filename);
  process.stdout.write(`${relative(process.cwd(), file) || file}\n\n`);
  process.stdout.write(`In the folder of your service: npm install ${file}\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
