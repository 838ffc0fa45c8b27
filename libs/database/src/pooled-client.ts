import pg from 'pg';
import type { Traces } from '#libs/operation';
import { statementSpan } from './statement-span.js';

/** What a client of ours is told besides the driver's own settings. */
export interface PooledClientSettings {
  /** Set where session settings do not survive: before each transaction's own statements. */
  readonly transactionPreamble?: string;
  /** Told of each statement. */
  readonly traces?: Traces;
}

type Query = (...args: unknown[]) => unknown;

/**
 * The driver's client with two habits more. A server that no longer answers (frozen, cut off) costs one
 * deadline, and its connection is never used again. Behind a pooler in transaction mode nothing is left
 * on the session: no named statements, and timeouts are set in each transaction.
 */
export class PooledClient extends pg.Client {
  private readonly preamble: string | undefined;

  constructor(settings: pg.ClientConfig & PooledClientSettings) {
    super(settings);
    this.preamble = settings.transactionPreamble;
    const plain = super.query.bind(this) as Query;
    this.query = ((config: unknown, ...rest: unknown[]) => {
      const span = settings.traces?.begin(() => statementSpan(config));
      const result = plain(this.adapted(config), ...rest);
      if (!(result instanceof Promise)) return result;
      result.catch((error: unknown) => this.dropWhenSilent(error));
      if (span) {
        result.then(
          () => span.end(),
          (error: unknown) => span.fail(error),
        );
      }
      return result;
    }) as typeof this.query;
  }

  private adapted(config: unknown): unknown {
    if (this.preamble === undefined) return config;
    if (config === 'START TRANSACTION') return `START TRANSACTION; ${this.preamble}`;
    return isNamed(config) ? { ...config, name: undefined } : config;
  }

  private dropWhenSilent(error: unknown): void {
    if (!(error instanceof Error) || error.message !== 'Query read timeout') return;
    const inner = this as unknown as {
      _queryable: boolean;
      connection: { stream: { destroy(): void } };
    };
    // The pool looks at this flag when the connection is given back, which is before it has closed.
    inner._queryable = false;
    inner.connection.stream.destroy();
  }
}

function isNamed(config: unknown): config is { name: string; text: string } {
  return typeof config === 'object' && config !== null && 'name' in config && 'text' in config;
}
