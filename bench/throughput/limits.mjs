// What the machine can do at most, measured in the same rounds as the servers: the shares of a report are shares of it.
import { join } from 'node:path';
import { LIMITS } from './limit-names.mjs';
import { freePort, run, start, stop, until200 } from './processes.mjs';
import { request } from './requests.mjs';
import { cycleFor } from './wrk.mjs';

const PROGRAMS = join(import.meta.dirname, 'limits');
const CONNECTIONS = 32;
const PGBENCH_CLIENTS = 8;
const HELLOS = { hello: 'hello-http.mjs', fastify: 'hello-fastify.mjs', nest: 'hello-nest.mjs' };

/** The command that starts the server of such a limit. */
export const helloCommand = (name) => [process.execPath, join(PROGRAMS, HELLOS[name])];

/** A server of `hello-….mjs`. */
export async function startHello(name, core) {
  const port = await freePort();
  const child = start(helloCommand(name), { core, env: { PORT: String(port) } });
  const base = `http://127.0.0.1:${port}`;
  await until200(`${base}/`, child);
  return { base, child };
}

async function bcryptRate(core, seconds) {
  const command = [process.execPath, join(PROGRAMS, 'bcrypt.mjs'), String(seconds)];
  return Number(await run(command, { core, env: { UV_THREADPOOL_SIZE: '1' } }));
}

const TABLE =
  'CREATE TABLE bench_session (id bigserial PRIMARY KEY, secret text UNIQUE NOT NULL, expires_at timestamptz NOT NULL)';

async function commitRate({ pgbench, database }, core, seconds) {
  const script = ['-n', '-M', 'prepared', '-f', join(PROGRAMS, 'commit.sql')];
  const size = ['-c', String(PGBENCH_CLIENTS), '-j', '1', '-T', String(Math.ceil(seconds))];
  const out = await run([pgbench, ...script, ...size, database], { core });
  return Number(/tps = ([\d.]+)/.exec(out)[1]);
}

/** Starts the servers of the limits; `measure(seconds)` answers all limits, each a second. */
export async function startLimits(services, { serverCore, loadCore, work }) {
  const database = await services.databases.make('limits');
  const psql = await services.databases.connect(database);
  await psql.query(TABLE);
  await psql.end();
  const hellos = {};
  for (const name of Object.keys(HELLOS)) hellos[name] = await startHello(name, serverCore);
  const hello = async (name, seconds) => {
    const slice = { work, connections: CONNECTIONS, seconds, core: loadCore };
    const { rate, failed } = await cycleFor(hellos[name].base, [request('GET', '/')], slice);
    if (failed > 0) throw new Error(`${failed} requests to ${LIMITS[name]} failed`);
    return rate;
  };
  const all = {
    ...Object.fromEntries(
      Object.keys(HELLOS).map((name) => [name, (seconds) => hello(name, seconds)]),
    ),
    bcrypt: (seconds) => bcryptRate(serverCore, seconds),
    commits: (seconds) => commitRate({ pgbench: services.pgbench, database }, serverCore, seconds),
  };
  return {
    warmUp: async (seconds) => {
      for (const name of Object.keys(HELLOS)) await hello(name, seconds);
    },
    measure: async (seconds) => {
      const found = {};
      for (const [name, measure] of Object.entries(all)) found[name] = await measure(seconds);
      return found;
    },
    close: () => Promise.all(Object.values(hellos).map(({ child }) => stop(child))),
  };
}
