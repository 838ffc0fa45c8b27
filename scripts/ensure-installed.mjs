// Installs what package-lock.json names, unless it is there already: a fresh clone needs nothing but Node.js.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFileLock } from './build/lock.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMP = join(ROOT, 'node_modules', '.gatehouse-installed');
const OLDEST_NODE = [20, 19];

const say = (line) => process.stderr.write(`${line}\n`);
const readJson = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/** Of everything that an install depends on. */
function fingerprint() {
  const files = ['package-lock.json', 'package.json'].map((name) => readFileSync(join(ROOT, name)));
  const machine = `${process.platform} ${process.arch} ${process.versions.modules}`;
  return sha256(Buffer.concat([...files, Buffer.from(machine)]));
}

function isStamped(print) {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === print;
}

/** Whether somebody has installed by hand: every direct dependency is there in the locked version. */
function isInstalledByHand() {
  try {
    const { packages } = readJson('package-lock.json');
    const { dependencies = {}, devDependencies = {} } = readJson('package.json');
    return Object.keys({ ...dependencies, ...devDependencies }).every((name) => {
      const path = `node_modules/${name}`;
      return (
        packages[path]?.link || readJson(`${path}/package.json`).version === packages[path]?.version
      );
    });
  } catch {
    return false;
  }
}

function assertNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(
    `Gatehouse needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`,
  );
}

/** npm by the very file that runs us, so that no shell stands between. */
function npm(...args) {
  const script = process.env['npm_execpath'];
  const isNpm = script?.endsWith('npm-cli.js');
  const [program, ...first] = isNpm ? [process.execPath, script] : ['npm'];
  return new Promise((resolve) => {
    const child = spawn(program, [...first, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
      shell: !isNpm && process.platform === 'win32',
    });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** A build and the tests need the development packages too, whatever NODE_ENV says. */
const OPTIONS = [
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

async function install() {
  say('Installing what is missing (once)…');
  const codes = [await npm('ci', ...OPTIONS)];
  if (codes[0] !== 0) codes.push(await npm('install', ...OPTIONS));
  if (codes.at(-1) !== 0)
    throw new Error('The packages could not be installed; npm says why above.');
}

function stamp() {
  try {
    writeFileSync(STAMP, fingerprint());
  } catch {
    // Installed by somebody else, for reading alone: the next start looks again.
  }
}

/**
 * Resolves when node_modules is as package-lock.json says. Safe when several processes ask at once.
 * @throws Error in words for a person
 */
export async function ensureInstalled() {
  assertNode();
  if (isStamped(fingerprint())) return;
  const lock = join(tmpdir(), `gatehouse-install-${sha256(ROOT).slice(0, 16)}.lock`);
  const onWait = () => say('Waiting for another install…');
  await withFileLock(
    lock,
    async () => {
      if (!isStamped(fingerprint()) && !isInstalledByHand()) await install();
      stamp();
    },
    onWait,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled().catch((error) => {
    say(error.message);
    process.exitCode = 1;
  });
}
