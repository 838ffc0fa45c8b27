// Load at a fixed rate, by a process of its own: what is late because the server is slow still counts from when it was due.
// Reads a plan (see mix.mjs) from the file that it is given, and prints latencies in milliseconds.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.mjs';
import { supplyOf } from './supply.mjs';

const { base, jobs, schedule, rate, seconds } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { host, port } = new URL(base);
const supplies = Object.fromEntries(
  Object.entries(jobs).map(([name, job]) => [name, supplyOf(job, host)]),
);
const latencies = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
const free = [];
let failed = 0;

async function ask(name, dueAt) {
  const supply = supplies[name];
  const connection = free.pop() ?? new Connection(Number(port));
  try {
    const { status, body } = await connection.send(supply.next());
    latencies[name].push(performance.now() - dueAt);
    if (status >= 400) failed += 1;
    supply.learn(body);
    free.push(connection);
  } catch {
    failed += 1;
    connection.close();
  }
}

const started = performance.now();
const underWay = [];
for (let count = 0; count < rate * seconds; count += 1) {
  const dueAt = started + (count * 1000) / rate;
  const early = dueAt - performance.now();
  if (early > 1) await sleep(early);
  underWay.push(ask(schedule[count % schedule.length], dueAt));
}
await Promise.all(underWay);
const duration = (performance.now() - started) / 1000;
const left = Object.fromEntries(
  Object.entries(supplies).map(([name, supply]) => [name, supply.left()]),
);
process.stdout.write(JSON.stringify({ latencies, failed, duration, left }), () => process.exit(0));
