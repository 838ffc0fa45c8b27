import type { ConfigOf } from '#libs/config';
import type { Traces } from '#libs/operation';
import { connectionName } from '#libs/release';
import type { DataSourceOptions, MixedList } from 'typeorm';
import type { databaseConfig } from './database.config.js';
import { PooledClient } from './pooled-client.js';
import type { PoolRenewal } from './pool-renewal.js';

/** Classes of entities, as the application lists them. */
export type Entities = MixedList<abstract new (...args: never[]) => object>;

export interface DataSourceInput {
  readonly url: string;
  readonly entities: Entities;
  readonly config: Pick<
    ConfigOf<typeof databaseConfig>,
    | 'pooler'
    | 'poolMax'
    | 'poolReserved'
    | 'statementTimeoutMs'
    | 'lockTimeoutMs'
    | 'acquireTimeoutMs'
  >;
  readonly applicationName?: string;
  readonly traces?: Traces;
  /** Which connections are closed together with these when the server leaves. */
  readonly renewal?: PoolRenewal;
}

/** Beyond the server's own deadline, for one that cannot keep it. */
const SILENCE_MS = 2_000;
const IDLE_MS = 30_000;
/** So that connections move along when the database moves. */
const LIFETIME_SECONDS = 30 * 60;
/** Of the time that a request waits for a connection: who waits for a lock must be gone before those behind give up. */
const LOCK_SHARE = 0.4;
/** A check reads a few rows by their keys; one that takes longer is given up, and its connection is free again. */
const CHECK_STATEMENT_MS = 3_000;
const CHECK_LOCK_MS = 1_000;
const CHECK_SILENCE_MS = 1_500;

interface PoolRules {
  readonly size: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly silenceMs: number;
}

/** How TypeORM reaches PostgreSQL: the schema is the migrations' matter, time limits are everywhere. */
export function dataSourceOptions(input: DataSourceInput): DataSourceOptions {
  const { poolMax, statementTimeoutMs } = input.config;
  return optionsOf(input, input.entities, {
    size: poolMax - reservedConnections(input.config),
    statementTimeoutMs,
    lockTimeoutMs: lockTimeoutMs(input.config),
    silenceMs: SILENCE_MS,
  });
}

/** The same for the connections that the checks of every request have for themselves. */
export function checkDataSourceOptions(input: Omit<DataSourceInput, 'entities'>) {
  const { config } = input;
  return optionsOf(input, [], {
    size: reservedConnections(config),
    statementTimeoutMs: Math.min(config.statementTimeoutMs, CHECK_STATEMENT_MS),
    lockTimeoutMs: Math.min(lockTimeoutMs(config), CHECK_LOCK_MS),
    silenceMs: CHECK_SILENCE_MS,
  });
}

/** How many connections the checks have for themselves; 0: they share those of everything else. */
export function reservedConnections({
  poolMax,
  poolReserved,
}: Pick<DataSourceInput['config'], 'poolMax' | 'poolReserved'>): number {
  return Math.min(poolReserved, Math.floor(poolMax / 2));
}

function lockTimeoutMs(config: DataSourceInput['config']): number {
  const most = Math.ceil(config.acquireTimeoutMs * LOCK_SHARE);
  return Math.min(config.lockTimeoutMs, most);
}

function optionsOf(
  input: Omit<DataSourceInput, 'entities'>,
  entities: Entities,
  pool: PoolRules,
): DataSourceOptions {
  const { url, config } = input;
  return {
    type: 'postgres',
    entities: entities as NonNullable<DataSourceOptions['entities']>,
    synchronize: false,
    migrationsRun: false,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    logging: false,
    applicationName: input.applicationName ?? connectionName('gatehouse'),
    connectTimeoutMS: config.acquireTimeoutMs,
    poolSize: pool.size,
    // A connection that is lost while idle is replaced when it is needed.
    poolErrorHandler: () => undefined,
    extra: {
      Client: PooledClient,
      // Read by the client itself: TypeORM knows no several hosts and no folder of a socket.
      connectionString: url,
      totalTimeoutMs: config.acquireTimeoutMs,
      ...(input.traces && { traces: input.traces }),
      ...(input.renewal && hooksOf(input.renewal)),
      keepAlive: true,
      idleTimeoutMillis: IDLE_MS,
      maxLifetimeSeconds: LIFETIME_SECONDS,
      query_timeout: pool.statementTimeoutMs + pool.silenceMs,
      ...(config.pooler === 'transaction' ? perTransaction(pool) : perSession(pool)),
    },
  };
}

const hooksOf = (renewal: PoolRenewal) => ({
  onBegin: (client: PooledClient) => renewal.begin(client),
  /** The pool waits for it, and closes the connection when it rejects. */
  onConnect: async (client: PooledClient) => renewal.join(client),
});

/** Sent with the start of the connection. */
function perSession({ statementTimeoutMs, lockTimeoutMs }: PoolRules): object {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  };
}

/** A pooler refuses unknown start parameters, and hands the session to somebody else after the transaction. */
function perTransaction({ statementTimeoutMs, lockTimeoutMs }: PoolRules): object {
  const transactionPreamble = [
    `SET LOCAL statement_timeout = ${statementTimeoutMs}`,
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${statementTimeoutMs}`,
  ].join('; ');
  return { transactionPreamble };
}
