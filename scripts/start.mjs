// `npm start`: installs and builds what is missing or outdated, then serves in this process, so that it receives
// signals directly.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MAIN = join(ROOT, 'dist/apps/api/src/main.js');

try {
  await ensureInstalled({ scope: 'serving' });
  const { build } = await import('./build.mjs');
  await build();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
await import(pathToFileURL(MAIN).href);
