/**
 * Tries the packed tarball as its users get it: clean projects outside of this tree, installed by npm, on Nest 12 (ESM, Express, Fastify,
 * Apollo, Mercurius, socket.io, gRPC, and NATS where `nats-server` is) and Nest 11 (CommonJS, jest, Express, Fastify, Apollo). The modules
 * of the README are compiled and run in the first; all of the README, its commands included, in what `nest new` of both makes.
 *
 *   node libs/guard/test-packed/run.mjs [nest12|nest11|new12|new11]
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../../../scripts/ensure-installed.mjs';
import { assertDeclared } from './declared-imports.mjs';
import { writeSnippets } from './readme.mjs';
import { tryScaffolds } from './scaffolds.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const packageRoot = join(here, '..');
const TOOLS = 'tools/publishing';
const tool = (name) => join(packageRoot, '../..', TOOLS, 'node_modules/.bin', name);
const wanted = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'guard-packed-'));

const run = (command, args, cwd) => {
  console.log(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'test' },
    timeout: 600_000,
  });
};

/** Runs beside others, and so says what it said in one piece. */
function runBeside(command, args, cwd, say) {
  say(`$ ${command} ${args.join(' ')}\n`);
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'test' },
    timeout: 600_000,
  });
  child.stdout.on('data', say);
  child.stderr.on('data', say);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${code}`)),
    );
  });
}

const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

async function tryIn(name, tarball) {
  const project = join(work, name);
  cpSync(join(here, name), project, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  manifest.dependencies['@gatehouse/guard'] = `file:${tarball}`;
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2));
  // Its tests are written for the runners of `nest new`.
  if (name === 'nest12') writeSnippets(project, (file) => !file.endsWith('.spec.ts'));
  let output = '';
  const say = (text) => (output += text);
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  try {
    await runBeside('npm', install, project, say);
    await runBeside('npx', ['tsc', '-p', '.'], project, say);
    await runBeside('npm', ['test'], project, say);
  } finally {
    console.log(`\n== ${name}\n${output}`);
  }
}

try {
  await ensureInstalled({ folder: TOOLS });
  // As on a fresh clone: `prepack` builds what is not there.
  rmSync(join(packageRoot, 'dist'), { recursive: true, force: true });
  const quiet = ['--json', '--foreground-scripts=false'];
  const packed = execFileSync('npm', ['pack', ...quiet, '--pack-destination', work], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const tarball = join(work, JSON.parse(packed.toString())[0].filename);
  run(tool('publint'), ['run', tarball, '--strict'], packageRoot);
  run(tool('attw'), [tarball, '--format', 'ascii', '--no-emoji'], packageRoot);
  assertDeclared(tarball, work);
  const scaffolds = ['12', '11'].filter((major) => isWanted(`new${major}`));
  // All to their end, so that none loses its folder under its feet.
  const tries = await Promise.allSettled([
    ...['nest12', 'nest11'].filter(isWanted).map((name) => tryIn(name, tarball)),
    ...(scaffolds.length > 0 ? [tryScaffolds(scaffolds, { tarball, work, run: runBeside })] : []),
  ]);
  const failed = tries.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  console.log('\nThe packed library works.');
} finally {
  rmSync(work, { recursive: true, force: true });
}
