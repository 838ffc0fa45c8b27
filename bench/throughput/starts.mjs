// Start-up: from the call to the first 200, in turns, not bound to a core, on tables that are there already.
import { setTimeout as sleep } from 'node:timers/promises';
import { helloCommand } from './limits.mjs';
import { freePort, run, start, stop, until200 } from './processes.mjs';

const SETTLE_MS = 300;
export const EMPTY_NEST = 'an empty Nest app';
export const COMMAND = '`gatehouse users list`';

async function startNest() {
  const port = await freePort();
  const child = start(helloCommand('nest'), { env: { PORT: String(port) } });
  await until200(`http://127.0.0.1:${port}/`, child);
  return { child };
}

async function millisecondsOf(begin) {
  const started = performance.now();
  const begun = await begin();
  const elapsed = performance.now() - started;
  await stop(begun?.child);
  await sleep(SETTLE_MS);
  return elapsed;
}

/** Milliseconds of each start, by what was started. */
export async function measureStarts(servers, { starts, work, say }) {
  const all = { [EMPTY_NEST]: startNest };
  for (const server of servers) {
    all[server.name] = () => server.start({ log: `${work}/${server.name}.log` });
    const { command, env } = server.command?.() ?? {};
    if (command && server.name === 'gatehouse') {
      all[COMMAND] = async () => void (await run(command, { env }));
    }
  }
  const found = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  for (let time = 0; time < starts; time += 1) {
    for (const [name, begin] of Object.entries(all)) {
      const elapsed = await millisecondsOf(begin);
      found[name].push(elapsed);
      say(`start of ${name}: ${elapsed.toFixed(0)} ms`);
    }
  }
  return found;
}
