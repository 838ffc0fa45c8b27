/**
 * Tries the packed tarball as its users get it: clean projects outside of this tree, installed by npm, on Nest 12 (ESM, Express, Fastify,
 * Apollo, Mercurius, socket.io, gRPC, and NATS where `nats-server` is) and Nest 11 (CommonJS, jest, Express, Fastify, Apollo). All TypeScript
 * of the README is compiled and run in the first.
 *
 *   node libs/guard/test-packed/run.mjs [nest12|nest11]
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const packageRoot = join(here, '..');
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

/** Writes each TypeScript block of the README to the file that its first line names. */
function extractReadme(target) {
  const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code);
  for (const code of blocks) {
    const [, name] = /^\/\/ (src\/[\w./-]+)\n/.exec(code) ?? [];
    if (!name) throw new Error(`A TypeScript block of the README names no file:\n${code}`);
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), code);
  }
  console.log(`${blocks.length} snippets of the README`);
}

async function tryIn(name, tarball) {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  const project = join(work, name);
  cpSync(join(here, name), project, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  manifest.dependencies['@gatehouse/guard'] = `file:${tarball}`;
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2));
  if (name === 'nest12') extractReadme(project);
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
  run(process.execPath, ['build.mjs'], packageRoot);
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', work], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const tarball = join(work, JSON.parse(packed.toString())[0].filename);
  run('npx', ['publint', 'run', tarball, '--strict'], packageRoot);
  run('npx', ['attw', tarball, '--format', 'ascii', '--no-emoji'], packageRoot);
  // Both to their end, so that neither loses its folder under its feet.
  const tries = await Promise.allSettled(['nest12', 'nest11'].map((name) => tryIn(name, tarball)));
  const failed = tries.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  console.log('\nThe packed library works.');
} finally {
  rmSync(work, { recursive: true, force: true });
}
