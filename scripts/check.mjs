// `npm run check`: everything that can be said of the sources without a service, in under a minute.
//   npm run check -- lint types     only these
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (path) => join(ROOT, 'node_modules', path);

/** The longest first, so that the others run beside it; its files wait for part of their time, hence a worker more. */
const STEPS = {
  tests: [bin('jest/bin/jest.js'), '--selectProjects', 'small', '--silent', '--maxWorkers=3'],
  // Only this check builds on a clean clone; the next one uses its output.
  generated: [join(ROOT, 'scripts/generate.mjs'), '--check'],
  migrations: [join(ROOT, 'scripts/cli.mjs'), 'migrate', 'lint'],
  boundaries: [
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    ...['apps', 'libs', 'test'],
  ],
  // Types and rules are checked in one pass.
  lint: [bin('oxlint/bin/oxlint')],
  format: [bin('oxfmt/bin/oxfmt'), '--check', '.'],
};

function run(name, args) {
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, CI: '1' } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      const isGood = code === 0;
      process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${seconds} s\n`);
      if (!isGood) process.stdout.write(`${output.trim()}\n\n`);
      resolve(isGood);
    });
  });
}

/** One check for each core at a time. */
async function runAll(names) {
  const waiting = [...names];
  const results = [];
  const worker = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      results.push(await run(name, STEPS[name]));
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return results.every(Boolean);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in STEPS));
if (unknown.length > 0) {
  process.stderr.write(
    `Unknown: ${unknown.join(', ')}. There are ${Object.keys(STEPS).join(', ')}.\n`,
  );
  process.exit(2);
}
await ensureInstalled();
process.exitCode = (await runAll(asked.length > 0 ? asked : Object.keys(STEPS))) ? 0 : 1;
