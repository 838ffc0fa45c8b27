import type pg from 'pg';
import type { Traces } from '#libs/operation';
import { hasServerLeft } from './database-errors.js';
import { EndingClient } from './ending-client.js';
import { statementSpan } from './statement-span.js';

/** What a client of ours is told besides the driver's own settings. */
export interface PooledClientSettings {
  /** Set where session settings do not survive: before each transaction's own statements. */
  readonly transactionPreamble?: string;
  /** Told of each statement. */
  readonly traces?: Traces;
  /** Told before it connects; connects only when it does not throw. */
  readonly onBegin?: (client: PooledClient) => void;
}

/** Why a connection, and with it those beside it, should not be used again. */
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

/** What the driver says when the server is silent for longer than `query_timeout`. */
const SILENCE = 'Query read timeout';

/**
 * The driver's client with three habits more. A server that no longer answers (frozen, cut off) costs one
 * deadline, and its connection is never used again. One that has left or takes no writes any more is told of
 * (`onDeparture`). Behind a pooler in transaction mode nothing is left on the session: no named statements, and
 * timeouts are set in each transaction.
 */
export class PooledClient extends EndingClient {
  /** Whether PostgreSQL says that it is a standby; it says so from version 14, and never through a pooler. */
  isStandby = false;
  /** Since when the next answer is owed, of `performance.now()`; `null` when none is. */
  askedAtMs: number | null = null;
  onDeparture: (departure: Departure) => void = () => undefined;
  private readonly preamble: string | undefined;
  /** One answer each; the driver queues what is asked while another is owed. */
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
    // What a host before this one has said does not hold; not every host says it.
    this.isStandby = false;
    this.inner.connection.on('parameterStatus', ({ parameterName, parameterValue }) => {
      if (parameterName === 'in_hot_standby') this.isStandby = parameterValue === 'on';
    });
  }

  /** The pool does not lend it again: it is closed when it is given back. */
  retire(): void {
    this.inner._queryable = false;
  }

  /** Breaks the connection off; what waits for an answer on it fails. */
  abandon(): void {
    this.retire();
    this.inner.connection.stream.destroy();
  }

  /**
   * The same for one that is idle: its pool, which takes an idle connection that reports an error for lost, lends it
   * to nobody any more. Without the report it would until the socket has closed.
   */
  leavePool(): void {
    this.abandon();
    if (this.listenerCount('error') > 0) this.emit('error', new Error('The pool is renewed'));
  }

  private announce(onBegin: PooledClientSettings['onBegin']): void {
    if (!onBegin) return;
    const connect = super.connect.bind(this) as (callback: (error: unknown) => void) => void;
    // The pool gives a callback.
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
