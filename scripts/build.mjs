// Builds the server and the command line, unless nothing has changed since.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build/bundle.mjs';
import { compile } from './build/compile.mjs';
import { withFileLock } from './build/lock.mjs';
import { fingerprint, isAsset, listFiles, listSources, newestChange } from './build/sources.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.build-stamp');
const PROGRAMS = ['api', 'cli'];
const MAINS = PROGRAMS.map((name) => join(DIST, 'apps', name, 'src', 'main.js'));
const say = (line) => process.stderr.write(`${line}\n`);

/** The sources of the last build, and its time. */
function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'));
  } catch {
    return { print: '', builtAt: 0 };
  }
}

function isStale(print) {
  const stamp = readStamp();
  // Another program, such as `nest start`, may have written the output since.
  const lastWrite = Math.max(...['apps', 'libs'].map((kind) => newestChange(join(DIST, kind))));
  return stamp.print !== print || lastWrite > stamp.builtAt || !MAINS.every(existsSync);
}

/** Copies templates, pages and other files that are not compiled to the same places as the compiled ones. */
function copyAssets() {
  for (const path of listSources(ROOT).filter(isAsset)) {
    const target = join(DIST, relative(ROOT, path));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target);
  }
}

/** Deletes output whose source is gone. */
function removeOrphans() {
  for (const path of ['apps', 'libs'].flatMap((kind) => listFiles(join(DIST, kind)))) {
    const source = join(ROOT, relative(DIST, path));
    const compiledFrom = source.replace(/\.(?:js|js\.map|d\.ts)$/, '.ts');
    if (!existsSync(source) && !existsSync(compiledFrom)) rmSync(path, { force: true });
  }
}

/**
 * Builds unless the output is that of the present sources. Safe when several processes call it at once: one builds.
 * @throws Error when the sources do not compile
 */
export async function build({ force = false, quiet = false } = {}) {
  if (!force && !isStale(fingerprint(ROOT))) return;
  mkdirSync(DIST, { recursive: true });
  const wait = () => quiet || say('Waiting for another build…');
  await withFileLock(
    join(DIST, '.build-lock'),
    async () => {
      const print = fingerprint(ROOT);
      if (force || isStale(print)) await buildNow(print, quiet);
    },
    wait,
  );
}

async function buildNow(print, quiet) {
  const start = performance.now();
  if (!quiet) say('Building…');
  rmSync(STAMP, { force: true });
  try {
    await compile(ROOT);
    copyAssets();
    removeOrphans();
    await bundle(ROOT, PROGRAMS);
  } catch (error) {
    throw new Error(`The build failed.\n${error.message}`, { cause: error });
  }
  writeFileSync(STAMP, JSON.stringify({ print, builtAt: Date.now() }));
  if (!quiet) say(`Built in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build({ force: process.argv.includes('--force') }).catch((error) => {
    say(error.message);
    process.exitCode = 1;
  });
}
