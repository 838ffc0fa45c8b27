// What another server needs to be started: its program in bench/peers, a port, a database, a Redis.
import { join } from 'node:path';
import { freePort, run, start, until200 } from '../processes.mjs';

export const FOLDER = join(import.meta.dirname, '../../peers');

/**
 * A server as measurement.mjs uses it.
 * @param readyPath answers 200 as soon as requests are served
 * @param seed makes accounts and tokens over HTTP, and answers the jobs
 */
export function peer({ name, title, commandOf, migration, readyPath, seed }) {
  let env;
  return {
    name,
    title,
    async prepare({ services, redisNumber }) {
      const given = migration ? { DATABASE_URL: await services.databases.make(name) } : {};
      env = { NODE_ENV: 'production', REDIS_URL: services.redisUrl(redisNumber), ...given };
      if (migration) await run(migration, { cwd: FOLDER, env: { ...env, MIGRATE: '1' } });
    },
    async start({ core, log }) {
      const port = await freePort();
      const own = { ...env, PORT: String(port) };
      const child = start(commandOf(port), { core, cwd: FOLDER, env: own, log });
      const base = `http://127.0.0.1:${port}`;
      await until200(base + readyPath, child);
      return { child, base };
    },
    seed: (base) => seed(base, env),
  };
}
