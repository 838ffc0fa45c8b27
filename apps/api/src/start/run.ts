import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, coreConfig, readEnvironment } from '#libs/config';
import { DatabaseStartError } from '#libs/database';
import { MigratorError } from '#libs/migrator';
import { StartNotices } from '#libs/operation';
import { buildServer } from '../create-app.js';
import { httpConfig, stopTimesOf } from '#api/platform/http';
import type { OpenedServer } from '../open-server.js';
import { banner } from './banner.js';
import { prepare, type Ground } from './prepare.js';
import { stopServer, type Ending } from './stop.js';

/** The exit codes of the process; documented in docs/running.md. */
const EXIT = {
  /** Stopped in order. */
  stopped: 0,
  /** Could not start, or ended after an internal error. */
  failed: 1,
  /** Stopped, but at the deadline: requests were cut or a feature did not close. */
  cut: 124,
  /** Ended at once by a second SIGINT or SIGTERM. */
  interrupted: 130,
  terminated: 143,
} as const;

const say = (text: string) => process.stderr.write(`${text}\n`);

/** A running server, and how to stop it. */
interface Running extends OpenedServer {
  readonly ground: Ground;
}

/** Writes the last log events, unless the output has no reader. */
const FLUSH_MS = 1_000;

function exit(running: Running | undefined, code: number): void {
  running?.log.sink.flush();
  const { stdout } = process;
  if (stdout.writableLength === 0) process.exit(code);
  stdout.once('drain', () => process.exit(code));
  setTimeout(() => process.exit(code), FLUSH_MS);
}

/** The log text and the exit code of each end that was not in order. */
const SAID = {
  cut: 'Requests were cut: the deadline of the shutdown is over',
  unclosed: 'A part of the server did not close in time',
} as const;
const CODES: Readonly<Record<Ending, number>> = {
  drained: EXIT.stopped,
  cut: EXIT.cut,
  unclosed: EXIT.cut,
};

async function closeAll({ app, edge, ground, log, tracing }: Running): Promise<number> {
  const times = stopTimesOf(ground.config.get(coreConfig), ground.config.get(httpConfig));
  log.logger.info(`Stopping: not ready; new connections are taken for ${times.delaySeconds} s`);
  const failed = (error: unknown) => {
    log.logger.error({ err: error }, 'A part of the server failed to close');
    return EXIT.failed;
  };
  const code = await stopServer(app, edge, times).then((ending) => {
    if (ending !== 'drained') log.logger.warn(SAID[ending]);
    return CODES[ending];
  }, failed);
  await tracing?.close().catch(failed);
  await ground.database.stop().catch(failed);
  log.logger.info('Stopped');
  return code;
}

async function stop(running: Running, failure?: number): Promise<void> {
  const code = await closeAll(running);
  exit(running, failure ?? code);
}

/** The first signal ends the server in order, the second at once. */
function obeySignals(whenStarted: Promise<Running | null>): void {
  let isStopping = false;
  const obey = (code: number) => () => {
    if (isStopping) process.exit(code);
    isStopping = true;
    void whenStarted.then((running) => (running ? stop(running) : exit(undefined, EXIT.failed)));
  };
  process.on('SIGINT', obey(EXIT.interrupted));
  process.on('SIGTERM', obey(EXIT.terminated));
}

/** An unhandled rejection affects one operation; after an uncaught exception the state of the process is unknown. */
function survive(running: Running): void {
  const { logger } = running.log;
  process.on('unhandledRejection', (reason) => {
    logger.error({ err: reason }, 'A rejection was not handled');
  });
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'An exception was not caught; the server ends');
    void stop(running, EXIT.failed);
  });
}

async function start(): Promise<Running> {
  const ground = await prepare(readEnvironment(), say);
  try {
    const built = await buildServer(ground);
    await listen(built.app, ground);
    return { ...built, ground };
  } catch (error) {
    await ground.database.stop();
    throw error;
  }
}

async function listen(app: NestFastifyApplication, { config }: Ground): Promise<void> {
  const { host, port } = config.get(coreConfig);
  await app.listen(port, host);
  process.stderr.write(banner(config, await app.getUrl(), app.get(StartNotices).list()));
}

/** The reason why it did not start, without a stack where the code is not the reason. */
function explain(error: unknown): string {
  if (error instanceof MigratorError) return [error.message, error.hint].filter(Boolean).join('\n');
  if (error instanceof ConfigError || error instanceof DatabaseStartError) return error.message;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `${message}\nAnother program listens there; choose another PORT.`;
  if (code === 'EACCES') return `${message}\nThis user may not listen there; choose another PORT.`;
  return stack ?? String(error);
}

/** Starts the server in this process, and ends the process with it. */
export async function run(): Promise<void> {
  const starting = start();
  obeySignals(starting.catch(() => null));
  try {
    survive(await starting);
  } catch (error) {
    say(explain(error));
    process.exit(EXIT.failed);
  }
}
