import type { ConfigOf } from '#libs/config';
import type { Traces } from '#libs/operation';
import { connectionName } from '#libs/release';
import pg from 'pg';
import type { DataSourceOptions, MixedList } from 'typeorm';
import type { databaseConfig } from './database.config.js';
import { PooledClient } from './pooled-client.js';
import type { PoolRenewal } from './pool-renewal.js';

/** The entity classes of the application. */
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
  /** The renewal that closes these connections together with others when the server has left. */
  readonly renewal?: PoolRenewal;
}

/** Additional time after the server's own deadline, for a server that does not keep it. */
const SILENCE_MS = 2_000;
const IDLE_MS = 30_000;
/** Bounded, so that connections follow when the database moves. */
const LIFETIME_SECONDS = 30 * 60;
/**
 * Share of the connection wait time: a request that waits for a lock must end before the requests behind it give up.
 */
const LOCK_SHARE = 0.4;
/** A check reads a few rows by key; a longer one is cancelled, which frees its connection. */
const CHECK_STATEMENT_MS = 3_000;
const CHECK_LOCK_MS = 1_000;
const CHECK_SILENCE_MS = 1_500;

interface PoolRules {
  readonly size: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly silenceMs: number;
}

/** TypeORM options for PostgreSQL: the schema is managed by migrations only, and every operation has a time limit. */
export function dataSourceOptions(input: DataSourceInput): DataSourceOptions {
  const { poolMax, statementTimeoutMs } = input.config;
  return optionsOf(input, input.entities, {
    size: poolMax - reservedConnections(input.config),
    statementTimeoutMs,
    lockTimeoutMs: lockTimeoutMs(input.config),
    silenceMs: SILENCE_MS,
  });
}

/** The same for the connections reserved for checks. */
export function checkDataSourceOptions(input: Omit<DataSourceInput, 'entities'>) {
  const { config } = input;
  return optionsOf(input, [], {
    size: reservedConnections(config),
    statementTimeoutMs: Math.min(config.statementTimeoutMs, CHECK_STATEMENT_MS),
    lockTimeoutMs: Math.min(lockTimeoutMs(config), CHECK_LOCK_MS),
    silenceMs: CHECK_SILENCE_MS,
  });
}

/** The number of connections reserved for checks; 0: checks share the others. */
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
    // Without it TypeORM looks the driver up by itself, past the bundle: a second copy.
    driver: pg,
    entities: entities as NonNullable<DataSourceOptions['entities']>,
    synchronize: false,
    migrationsRun: false,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    logging: false,
    applicationName: input.applicationName ?? connectionName('gatehouse'),
    connectTimeoutMS: config.acquireTimeoutMs,
    poolSize: pool.size,
    // A connection lost while idle is replaced when needed.
    poolErrorHandler: () => undefined,
    extra: {
      Client: PooledClient,
      // Parsed by our client: TypeORM supports neither several hosts nor socket folders.
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
  /** The pool awaits it, and closes the connection if it rejects. */
  onConnect: async (client: PooledClient) => renewal.join(client),
});

/** Sent as startup parameters of the connection. */
function perSession({ statementTimeoutMs, lockTimeoutMs }: PoolRules): object {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  };
}

/** A pooler refuses unknown startup parameters and gives the session to another client after the transaction. */
function perTransaction({ statementTimeoutMs, lockTimeoutMs }: PoolRules): object {
  const transactionPreamble = [
    `SET LOCAL statement_timeout = ${statementTimeoutMs}`,
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${statementTimeoutMs}`,
  ].join('; ');
  return { transactionPreamble };
}
