// Builds the server and the command line with the Nest CLI, unless nothing has changed since.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFileLock } from './build/lock.mjs';
import { fingerprint, isAsset, listFiles, listSources, newestChange } from './build/sources.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.build-stamp');
const PROJECTS = ['api', 'cli'];

const mainFile = (project) => join(DIST, 'apps', project, 'src', 'main.js');
const say = (line) => process.stderr.write(`${line}\n`);

/** What the last build has made: of which sources, which projects, and when. */
function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'));
  } catch {
    return { print: '', projects: [], builtAt: 0 };
  }
}

/** Those of the projects that are not built from the present sources. */
function findStale(print, projects) {
  const stamp = readStamp();
  // Somebody else, like `nest start`, may have written since.
  const lastWrite = Math.max(...['apps', 'libs'].map((kind) => newestChange(join(DIST, kind))));
  if (stamp.print !== print || lastWrite > stamp.builtAt) return projects;
  return projects.filter((name) => !stamp.projects.includes(name) || !existsSync(mainFile(name)));
}

/** Runs `nest build <project>`; its output is kept for the case that it fails. */
function nestBuild(project) {
  const nest = createRequire(import.meta.url).resolve('@nestjs/cli/bin/nest.js');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [nest, 'build', project], { cwd: ROOT });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Templates, pages and other files that are not compiled stand beside the compiled ones. */
function copyAssets() {
  for (const path of listSources(ROOT).filter(isAsset)) {
    const target = join(DIST, relative(ROOT, path));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target);
  }
}

/** What was compiled from files that are gone. */
function removeOrphans() {
  for (const path of ['apps', 'libs'].flatMap((kind) => listFiles(join(DIST, kind)))) {
    const source = join(ROOT, relative(DIST, path));
    const compiledFrom = source.replace(/\.(?:js|js\.map|d\.ts)$/, '.ts');
    if (!existsSync(source) && !existsSync(compiledFrom)) rmSync(path, { force: true });
  }
}

/**
 * Builds what is not built from the present sources. Safe when several processes ask at once: one builds.
 * @throws Error when the sources do not compile
 */
export async function build({ projects = PROJECTS, force = false, quiet = false } = {}) {
  if (!force && findStale(fingerprint(ROOT), projects).length === 0) return;
  mkdirSync(DIST, { recursive: true });
  const wait = () => quiet || say('Waiting for another build…');
  await withFileLock(
    join(DIST, '.build-lock'),
    async () => {
      const print = fingerprint(ROOT);
      const stale = force ? projects : findStale(print, projects);
      if (stale.length > 0) await buildNow(print, stale, quiet);
    },
    wait,
  );
}

async function buildNow(print, projects, quiet) {
  const start = performance.now();
  if (!quiet) say(`Building ${projects.join(' and ')}…`);
  // What was built of the same sources stays good.
  const others = PROJECTS.filter((name) => !projects.includes(name));
  const good = others.filter((name) => findStale(print, [name]).length === 0);
  rmSync(STAMP, { force: true });
  const results = await Promise.all(projects.map(nestBuild));
  const broken = results.find(({ code }) => code !== 0);
  if (broken) throw new Error(`The build failed.\n${broken.output.trim()}`);
  copyAssets();
  removeOrphans();
  const stamp = { print, projects: [...good, ...projects], builtAt: Date.now() };
  writeFileSync(STAMP, JSON.stringify(stamp));
  if (!quiet) say(`Built in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build({ force: process.argv.includes('--force') }).catch((error) => {
    say(error.message);
    process.exitCode = 1;
  });
}
