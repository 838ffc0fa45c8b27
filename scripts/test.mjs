// `npm test`: installs and builds what is missing, then runs the suites that need no service, within three minutes.
//   npm test -- --all           every suite, also those that want real services, a browser or much time
//   npm test -- --coverage      with a coverage report
//   npm test -- --selectProjects e2e -t <name>   anything else goes to jest
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

const SOURCES = ['small', 'meta', 'contract'];
/** Suites that need only Node.js and pass within three minutes on two cores. */
const USUAL = [...SOURCES, 'journeys'];
const ALL = [...SOURCES, 'e2e', 'migrations', 'race', 'fault', 'browser', 'timing'];

function projectsOf(args) {
  const chosen = args.indexOf('--selectProjects');
  if (chosen === -1) return args.includes('--all') ? ALL : USUAL;
  const names = args.slice(chosen + 1);
  const end = names.findIndex((name) => name.startsWith('-'));
  return end === -1 ? names : names.slice(0, end);
}

function withoutOurs(args) {
  const chosen = args.indexOf('--selectProjects');
  const rest =
    chosen === -1
      ? args
      : [...args.slice(0, chosen), ...args.slice(chosen + 1 + projectsOf(args).length)];
  return rest.filter((arg) => arg !== '--all');
}

function jest(projects, args) {
  // The tests mostly wait for timers and servers, so three workers share two cores.
  const workers = args.some((arg) => /^(--maxWorkers|-w|--runInBand|-i)\b/.test(arg))
    ? []
    : [`--maxWorkers=${Math.max(3, Math.floor(availableParallelism() / 2))}`];
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [JEST, '--selectProjects', ...projects, '--passWithNoTests=false', ...workers, ...args],
      { cwd: ROOT, stdio: 'inherit' },
    );
    // Ctrl-C reaches jest directly; this script waits for its end.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function main() {
  const args = process.argv.slice(2);
  const projects = projectsOf(args);
  await ensureInstalled();
  if (projects.some((name) => name !== 'small')) {
    const { build } = await import('./build.mjs');
    await build();
  }
  process.exitCode = await jest(projects, withoutOurs(args));
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
