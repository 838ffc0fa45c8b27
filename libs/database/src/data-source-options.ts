import type { ConfigOf } from '#libs/config';
import type { Traces } from '#libs/operation';
import { connectionName } from '#libs/release';
import type { DataSourceOptions, MixedList } from 'typeorm';
import type { databaseConfig } from './database.config.js';
import { PooledClient } from './pooled-client.js';

/** Classes of entities, as the application lists them. */
export type Entities = MixedList<abstract new (...args: never[]) => object>;

export interface DataSourceInput {
  readonly url: string;
  readonly entities: Entities;
  readonly config: Pick<
    ConfigOf<typeof databaseConfig>,
    'pooler' | 'poolMax' | 'statementTimeoutMs' | 'acquireTimeoutMs'
  >;
  readonly applicationName?: string;
  readonly traces?: Traces;
}

/** Beyond the server's own deadline, for one that cannot keep it. */
const SILENCE_MS = 2_000;
const IDLE_MS = 30_000;
/** So that connections move along when the database moves. */
const LIFETIME_SECONDS = 30 * 60;

/** How TypeORM reaches PostgreSQL: the schema is the migrations' matter, time limits are everywhere. */
export function dataSourceOptions(input: DataSourceInput): DataSourceOptions {
  const { url, entities, config } = input;
  return {
    type: 'postgres',
    url,
    entities: entities as NonNullable<DataSourceOptions['entities']>,
    synchronize: false,
    migrationsRun: false,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    logging: false,
    applicationName: input.applicationName ?? connectionName('gatehouse'),
    connectTimeoutMS: config.acquireTimeoutMs,
    poolSize: config.poolMax,
    // A connection that is lost while idle is replaced when it is needed.
    poolErrorHandler: () => undefined,
    extra: {
      Client: PooledClient,
      ...(input.traces && { traces: input.traces }),
      keepAlive: true,
      idleTimeoutMillis: IDLE_MS,
      maxLifetimeSeconds: LIFETIME_SECONDS,
      query_timeout: config.statementTimeoutMs + SILENCE_MS,
      ...(config.pooler === 'transaction' ? perTransaction(config) : perSession(config)),
    },
  };
}

type Timeouts = Pick<DataSourceInput['config'], 'statementTimeoutMs'>;

/** Sent with the start of the connection. */
function perSession({ statementTimeoutMs }: Timeouts): object {
  return {
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  };
}

/** A pooler refuses unknown start parameters, and hands the session to somebody else after the transaction. */
function perTransaction({ statementTimeoutMs }: Timeouts): object {
  const settings = ['statement_timeout', 'idle_in_transaction_session_timeout'];
  const transactionPreamble = settings
    .map((name) => `SET LOCAL ${name} = ${statementTimeoutMs}`)
    .join('; ');
  return { transactionPreamble };
}
