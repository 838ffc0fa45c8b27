// Holds the OpenAPI document against what its users do with it: the linters' recommended rules, and a generated client
// that compiles under `strict` and has no `unknown`. After `npm ci --ignore-scripts` in this folder and a build:
//   node test/openapi/check-document.mjs
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DOCUMENT, HERE, writeDocument } from './document.mjs';

const CLIENT = join(HERE, 'dist/client.ts');
const require = createRequire(import.meta.url);

/** The executable of a package, by its `bin`. */
function program(name, bin) {
  const manifest = require.resolve(`${name}/package.json`);
  return join(dirname(manifest), require(manifest).bin[bin]);
}

/** Runs a program here; answers whether it succeeded. */
function run(title, script, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: HERE,
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      REDOCLY_TELEMETRY: 'off',
      REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    },
  });
  const isGood = status === 0;
  process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'} ${title}\n`);
  if (!isGood) process.stdout.write(`${stdout}${stderr}\n`);
  return { isGood, stdout };
}

/** Warnings count as errors: `redocly` succeeds in spite of them. */
function lintWithRedocly() {
  const args = ['lint', DOCUMENT, '--config', 'redocly.yaml', '--format', 'json'];
  const { isGood, stdout } = run('redocly lint', program('@redocly/cli', 'redocly'), args);
  if (!isGood) return false;
  const { problems } = JSON.parse(stdout.slice(stdout.indexOf('{')));
  const findings = problems.filter(({ ignored }) => !ignored);
  for (const { ruleId, message } of findings) process.stdout.write(`     ${ruleId}: ${message}\n`);
  return findings.length === 0;
}

function lintWithSpectral() {
  const args = ['lint', DOCUMENT, '--ruleset', 'spectral.yaml', '--fail-severity', 'hint'];
  return run('spectral lint', program('@stoplight/spectral-cli', 'spectral'), args).isGood;
}

/** The generator itself adds a type for further headers to every answer. */
const OWN_WORD = /^ *\[name: string\]: unknown;$/gm;

function generateClient() {
  const args = [DOCUMENT, '--output', CLIENT];
  if (!run('openapi-typescript', program('openapi-typescript', 'openapi-typescript'), args).isGood)
    return false;
  const types = readFileSync(CLIENT, 'utf8')
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(OWN_WORD, '')
    .replace(/"[^"]*"/g, '""');
  const unknown = types.split('\n').filter((line) => /\bunknown\b/.test(line));
  for (const line of unknown) process.stdout.write(`     ${line.trim()}\n`);
  process.stdout.write(`${unknown.length === 0 ? 'ok  ' : 'FAIL'} the client has no unknown\n`);
  const tsc = require.resolve('typescript/bin/tsc', { paths: [join(HERE, '../..')] });
  return (
    run('the client compiles', tsc, ['--project', 'tsconfig.json']).isGood && unknown.length === 0
  );
}

await writeDocument();
const results = [lintWithRedocly(), lintWithSpectral(), generateClient()];
process.exit(results.every(Boolean) ? 0 : 1);
