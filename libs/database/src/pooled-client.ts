import type pg from 'pg';
import type { Traces } from '#libs/operation';
import { hasServerLeft } from './database-errors.js';
import { EndingClient } from './ending-client.js';
import { statementSpan } from './statement-span.js';

/** Settings in addition to the driver's own. */
export interface PooledClientSettings {
  /** Statements before each transaction, if session settings do not survive. */
  readonly transactionPreamble?: string;
  /** Receives a span for each statement. */
  readonly traces?: Traces;
  /** Called before it connects; an error prevents the connection. */
  readonly onBegin?: (client: PooledClient) => void;
}

/** Why a connection, and others to the same server, should not be used again. */
export type Departure = 'left' | 'silent';

type Query = (...args: unknown[]) => unknown;

interface Inner {
  _queryable: boolean;
  readonly connection: {
    readonly stream: { destroy(): void };
    on(event: 'parameterStatus', listener: (status: ParameterStatus) => void): void;
  };
}

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/** The driver's error if the server does not answer within `query_timeout`. */
const SILENCE = 'Query read timeout';

/**
 * The driver's client with three additions. A server that no longer answers (frozen, disconnected) costs one deadline,
 * and its connection is never used again. A server that has left or accepts no writes any more is reported
 * (`onDeparture`). Behind a pooler in transaction mode nothing is left on the session: no named statements, and
 * timeouts are set in each transaction.
 */
export class PooledClient extends EndingClient {
  /** Whether PostgreSQL reports that it is a standby; it does so from version 14, and never through a pooler. */
  isStandby = false;
  /** Since when an answer is pending, by `performance.now()`; `null` if none is. */
  askedAtMs: number | null = null;
  onDeparture: (departure: Departure) => void = () => undefined;
  private readonly preamble: string | undefined;
  /** The number of pending answers; the driver queues statements while another is pending. */
  private owed = 0;

  constructor(settings: pg.ClientConfig & PooledClientSettings) {
    super(settings);
    this.preamble = settings.transactionPreamble;
    this.announce(settings.onBegin);
    const plain = super.query.bind(this) as Query;
    this.query = ((config: unknown, ...rest: unknown[]) => {
      const span = settings.traces?.begin(() => statementSpan(config));
      const result = plain(this.adapted(config), ...rest);
      if (!(result instanceof Promise)) return result;
      this.asked();
      result.then(
        () => {
          this.answered();
          span?.end();
        },
        (error: unknown) => {
          this.answered();
          this.failed(error);
          span?.fail(error);
        },
      );
      return result;
    }) as typeof this.query;
  }

  protected override onConnection(): void {
    // The state of a previous host does not apply; not every host reports it.
    this.isStandby = false;
    this.inner.connection.on('parameterStatus', ({ parameterName, parameterValue }) => {
      if (parameterName === 'in_hot_standby') this.isStandby = parameterValue === 'on';
    });
  }

  /** Prevents the pool from lending it again: it is closed when returned. */
  retire(): void {
    this.inner._queryable = false;
  }

  /** Closes the connection; pending statements on it fail. */
  abandon(): void {
    this.retire();
    this.inner.connection.stream.destroy();
  }

  /**
   * The same for an idle connection: the reported error makes its pool drop it at once. Otherwise the pool could lend
   * it until the socket has closed.
   */
  leavePool(): void {
    this.abandon();
    if (this.listenerCount('error') > 0) this.emit('error', new Error('The pool is renewed'));
  }

  private announce(onBegin: PooledClientSettings['onBegin']): void {
    if (!onBegin) return;
    const connect = super.connect.bind(this) as (callback: (error: unknown) => void) => void;
    // The pool passes a callback.
    this.connect = ((callback: (error: unknown) => void) => {
      try {
        onBegin(this);
      } catch (error) {
        process.nextTick(callback, error);
        return;
      }
      connect(callback);
    }) as typeof this.connect;
  }

  private get inner(): Inner {
    return this as unknown as Inner;
  }

  private asked(): void {
    this.owed += 1;
    this.askedAtMs ??= performance.now();
  }

  private answered(): void {
    this.owed -= 1;
    this.askedAtMs = this.owed === 0 ? null : performance.now();
  }

  private adapted(config: unknown): unknown {
    if (this.preamble === undefined) return config;
    if (config === 'START TRANSACTION') return `START TRANSACTION; ${this.preamble}`;
    return isNamed(config) ? { ...config, name: undefined } : config;
  }

  private failed(error: unknown): void {
    if (error instanceof Error && error.message === SILENCE) {
      this.abandon();
      this.onDeparture('silent');
    } else if (hasServerLeft(error)) {
      this.onDeparture('left');
    }
  }
}

function isNamed(config: unknown): config is { name: string; text: string } {
  return typeof config === 'object' && config !== null && 'name' in config && 'text' in config;
}
