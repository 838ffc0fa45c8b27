// Installs what package-lock.json names, unless it is there already: a fresh clone needs nothing but Node.js.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFileLock } from './build/lock.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = [20, 19];

/** The dependency groups of package.json that each scope installs, whatever NODE_ENV says. */
const SCOPES = {
  serving: {
    groups: ['dependencies', 'optionalDependencies'],
    options: ['--omit=dev', '--include=optional'],
  },
  all: {
    groups: ['dependencies', 'optionalDependencies', 'devDependencies'],
    options: ['--include=dev', '--include=optional'],
  },
};
const QUIETLY = ['--no-audit', '--no-fund', '--loglevel=error'];

const say = (line) => process.stderr.write(`${line}\n`);
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** A hash of everything on which an install depends. */
function fingerprint(folder) {
  const names = ['package-lock.json', 'package.json'];
  const files = names.map((name) => readFileSync(join(folder, name)));
  const machine = `${process.platform} ${process.arch} ${process.versions.modules}`;
  return sha256(Buffer.concat([...files, Buffer.from(machine)]));
}

const stampOf = (folder) => join(folder, 'node_modules', '.gatehouse-installed');

/** The scope that an earlier install by this script left, if it was of the present lockfile. */
function installedScope(folder) {
  const path = stampOf(folder);
  const [print, scope] = existsSync(path) ? readFileSync(path, 'utf8').split(' ') : [];
  return print === fingerprint(folder) ? scope : undefined;
}

const isInstalled = (folder, scope) => ['all', scope].includes(installedScope(folder));

/** Whether the packages were installed by hand: every direct dependency is present in the locked version. */
function isInstalledByHand(folder, scope) {
  try {
    const { packages } = readJson(join(folder, 'package-lock.json'));
    const manifest = readJson(join(folder, 'package.json'));
    const names = SCOPES[scope].groups.flatMap((group) => Object.keys(manifest[group] ?? {}));
    return names.every((name) => {
      const path = `node_modules/${name}`;
      const isThere = existsSync(join(folder, path, 'package.json'));
      if (packages[path]?.link) return isThere;
      return (
        isThere && readJson(join(folder, path, 'package.json')).version === packages[path]?.version
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

/** Runs npm by the executable that runs this script, without a shell. */
function npm(folder, ...args) {
  const script = process.env['npm_execpath'];
  const isNpm = script?.endsWith('npm-cli.js');
  const [program, ...first] = isNpm ? [process.execPath, script] : ['npm'];
  return new Promise((resolve) => {
    const child = spawn(program, [...first, ...args], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      shell: !isNpm && process.platform === 'win32',
    });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function install(folder, scope) {
  say('Installing what is missing (once)…');
  // `allowScripts` of package.json applies to the packages of the root; tools need no install scripts.
  const scripts = folder === ROOT ? [] : ['--ignore-scripts'];
  const options = [...SCOPES[scope].options, ...scripts, ...QUIETLY];
  // Adds packages, because a server may run from here; `npm ci` would delete its packages.
  const isAddition = installedScope(folder) !== undefined;
  const code = isAddition ? 1 : await npm(folder, 'ci', ...options);
  if (code === 0 || (await npm(folder, 'install', '--no-save', ...options)) === 0) return;
  throw new Error('The packages could not be installed; npm says why above.');
}

function stamp(folder, scope) {
  try {
    writeFileSync(stampOf(folder), `${fingerprint(folder)} ${scope}`);
  } catch {
    // Installed by another user and not writable: the next start checks again.
  }
}

/**
 * Resolves when node_modules of a folder matches its package-lock.json: all of it, or what a build and a server need
 * (`serving`). Safe when several processes call it at once.
 * @param {{ folder?: string, scope?: 'all' | 'serving' }} what `folder` relative to the root of the clone
 * @throws Error with a message for the user
 */
export async function ensureInstalled({ folder = '.', scope = 'all' } = {}) {
  assertNode();
  const path = join(ROOT, folder);
  if (isInstalled(path, scope)) return;
  const lock = join(tmpdir(), `gatehouse-install-${sha256(path).slice(0, 16)}.lock`);
  const onWait = () => say('Waiting for another install…');
  await withFileLock(
    lock,
    async () => {
      if (isInstalled(path, scope)) return;
      if (!isInstalledByHand(path, scope)) await install(path, scope);
      stamp(path, scope);
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
