// What the examples run: processes that end together with the script, in a temporary folder.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {number} wanted the port if it is free, else another one */
export const freePort = (wanted = 0) =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (wanted === 0) reject(error);
      else resolve(freePort());
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Quiet unless it fails. */
export function run(command, args, cwd) {
  try {
    return execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`;
    throw new Error(`${command} ${args.join(' ')} failed:\n${output}`, { cause: error });
  }
}

/** A temporary folder, and processes that are stopped together. */
export function openExample() {
  const work = mkdtempSync(join(tmpdir(), 'gatehouse-example-'));
  // As root, PostgreSQL runs as another user, who must reach its folder.
  chmodSync(work, 0o755);
  const children = [];

  /** A process whose output is shown only if it ends by itself. */
  function start(name, script, env, cwd = ROOT) {
    const child = spawn(process.execPath, [script], {
      cwd,
      env: { ...process.env, ...env },
      // Its own process group, so that Ctrl-C reaches this script alone, which then stops all processes in order.
      detached: true,
    });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-8000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    children.push({ child, ended });
    return {
      /** Resolves when the address answers a request. */
      until: async (url, withinMs = 60_000) => {
        const deadline = performance.now() + withinMs;
        while (performance.now() < deadline) {
          if (child.exitCode !== null) throw new Error(`${name} ended:\n${output}`);
          const answer = await fetch(url).catch(() => null);
          if (answer?.ok) return;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`${name} did not answer in time:\n${output}`);
      },
    };
  }

  async function stopAll() {
    for (const { child, ended } of children.reverse()) {
      child.kill('SIGTERM');
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
      child.kill('SIGKILL');
    }
    rmSync(work, { recursive: true, force: true });
  }

  return { work, start, stopAll };
}

/** Resolves at Ctrl-C. */
export const untilInterrupted = () =>
  new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });

/** Runs an example to its end, says why it failed, and stops what it has started. */
export function runExample({ stopAll }, main) {
  return main()
    .catch((error) => {
      console.error(`\n${error.message}`);
      process.exitCode = 1;
    })
    .finally(async () => {
      await stopAll();
      process.exit();
    });
}
