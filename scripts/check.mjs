// `npm run check`: everything that can be said of the sources without a service, in under a minute.
//   npm run check -- lint types     only these
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (path) => join(ROOT, 'node_modules', path);
const CACHE = 'node_modules/.cache';

/** The longest first, so that the others run beside it. */
const STEPS = {
  lint: [
    bin('eslint/bin/eslint.js'),
    '.',
    '--max-warnings=0',
    '--cache',
    '--cache-strategy=content',
    `--cache-location=${CACHE}/eslint/`,
  ],
  tests: [bin('jest/bin/jest.js'), '--selectProjects', 'small', '--silent', '--maxWorkers=2'],
  types: [
    bin('typescript/bin/tsc'),
    '-p',
    'tsconfig.json',
    '--noEmit',
    '--incremental',
    `--tsBuildInfoFile`,
    `${CACHE}/tsconfig.tsbuildinfo`,
  ],
  generated: [join(ROOT, 'scripts/generate.mjs'), '--check'],
  migrations: [join(ROOT, 'scripts/cli.mjs'), 'migrate', 'lint'],
  boundaries: [
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    ...['apps', 'libs', 'test'],
  ],
  format: [
    bin('prettier/bin/prettier.cjs'),
    '--check',
    '--log-level=warn',
    '--cache',
    `--cache-location=${CACHE}/prettier/.prettier-cache`,
    '.',
  ],
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

/** As many at a time as there are cores. */
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
