#!/usr/bin/env node
// `npx nest …` in this clone. The Nest CLI has a folder and a lockfile of its own: no server needs it.
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ensureInstalled } from '../../scripts/ensure-installed.mjs';

const MODULES = join(import.meta.dirname, 'cli/node_modules');
const NEST = join(MODULES, '@nestjs/cli/bin/nest.js');

/** `@gatehouse/schematics` is outside that folder and extends a collection in it. */
const env = {
  ...process.env,
  NODE_PATH: [MODULES, process.env['NODE_PATH']].filter(Boolean).join(delimiter),
};

try {
  // Builds with the compiler of this clone.
  await ensureInstalled();
  await ensureInstalled({ folder: 'tools/nest/cli' });
  const child = spawn(process.execPath, [NEST, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env,
  });
  // The terminal sends Ctrl-C to it, too; both wait until it has ended.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  child.on('close', (code) => (process.exitCode = code ?? 1));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
