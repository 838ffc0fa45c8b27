// Programs that a measurement starts: bound to a core, waited for until they answer, stopped by their id.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { treeOf } from './usage.mjs';

const STOP_MS = 10_000;
const START_MS = 60_000;
/** What a child sees of the environment: nothing that could configure a server differently on another machine. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TZ'];

const running = new Set();

const environment = (env) => ({
  ...Object.fromEntries(
    INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  ),
  ...env,
});

const onCore = (core, command) =>
  core === undefined ? command : ['taskset', '-c', String(core), ...command];

/** Starts a server; its output goes to the file `log`. */
export function start(command, { core, env = {}, cwd, log } = {}) {
  const [program, ...args] = onCore(core, command);
  const output = log ? openSync(log, 'a') : 'ignore';
  const stdio = ['ignore', output, output];
  const child = spawn(program, args, { cwd, env: environment(env), stdio });
  child.log = log;
  running.add(child);
  child.on('error', (error) => (child.failure = error));
  child.on('exit', () => running.delete(child));
  return child;
}

/** Runs a program to its end: what it printed. @throws Error when it fails */
export function run(command, { core, env = {}, cwd } = {}) {
  const [program, ...args] = onCore(core, command);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: environment(env) });
    running.add(child);
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (err += text));
    child.stdin.end();
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      if (code === 0) resolve(out);
      else
        reject(new Error(`${command.join(' ')} ended with ${code}\n${out}${err}`.slice(0, 2000)));
    });
  });
}

function statusOf(url) {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.on('error', () => resolve(null));
    request.on('timeout', () => request.destroy());
  });
}

/** The end of what a server has printed. */
const lastLinesOf = ({ log }) =>
  log ? readFileSync(log, 'utf8').trim().split('\n').slice(-5) : [];

const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/** @throws Error when the server ends, or does not answer 200 in time */
export async function until200(url, child) {
  const deadline = performance.now() + START_MS;
  while ((await statusOf(url)) !== 200) {
    if (child.failure) throw child.failure;
    if (hasEnded(child)) {
      const last = lastLinesOf(child).join('\n');
      throw new Error(`The server ended before ${url} answered 200:\n${last}`);
    }
    if (performance.now() > deadline) throw new Error(`${url} did not answer 200 in time`);
    await sleep(3);
  }
}

/** Also its children, such as the workers of gunicorn. */
export async function stop(child) {
  if (!child || child.failure || hasEnded(child)) return;
  const children = treeOf(child.pid).slice(1);
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await Promise.race([gone, sleep(STOP_MS, null, { ref: false })]);
  if (!hasEnded(child)) {
    child.kill('SIGKILL');
    await gone;
  }
  for (const pid of children) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended with its parent.
    }
  }
}

export const stopAll = () => Promise.all([...running].map(stop));

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}
