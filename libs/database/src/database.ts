import type { DataSource, EntityManager } from 'typeorm';
import { translated } from './database-errors.js';
import type { HeldConnections } from './held-connections.js';

/** A transaction, or the pool outside of one: the first parameter of every store method. */
export type Tx = EntityManager;

/**
 * The connections to PostgreSQL. Services open transactions here and pass them to their stores.
 *
 * Code that holds a connection must not request a second one: if as many requests as the pool has connections did so
 * at once, they would wait for each other until their deadlines. `HeldConnections` finds such code.
 */
export class Database {
  /**
   * @param checkSource the connections reserved for checks; by default they share the others
   * @param held `null` where it is not watched whether code that holds a connection requests another
   */
  constructor(
    readonly dataSource: DataSource,
    private readonly checkSource: DataSource,
    private readonly held: HeldConnections | null,
  ) {}

  /** The pool: each statement is its own transaction. */
  get pool(): Tx {
    this.held?.assertNone();
    return this.dataSource.manager;
  }

  /**
   * Like `pool`, for the checks before each request (session, token, permission): reserved connections with short
   * deadlines, which slow calls cannot use up. Only for reads by key.
   */
  get checks(): Tx {
    this.held?.assertNone();
    return this.checkSource.manager;
  }

  /**
   * Commits when `work` resolves, rolls back when it throws.
   * @throws AppError for errors that concern the client: unavailability, a taken name
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transactionOn(this.dataSource, work);
  }

  /**
   * What `work` answers in a transaction that is rolled back: a preview of what it does.
   * @throws what `work` throws
   */
  async preview<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let answer: { readonly of: T } | undefined;
    const rolledBack = new Error('The preview is rolled back');
    const attempt = this.transaction(async (tx) => {
      answer = { of: await work(tx) };
      throw rolledBack;
    });
    await attempt.catch((error: unknown) => {
      if (error !== rolledBack) throw error;
    });
    if (!answer) throw rolledBack;
    return answer.of;
  }

  /** Like `transaction`, on the connections of `checks`, for a few short statements. */
  checkTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transactionOn(this.checkSource, work);
  }

  /** One, or two if connections are reserved for checks. */
  get dataSources(): readonly DataSource[] {
    return [...new Set([this.dataSource, this.checkSource])];
  }

  private transactionOn<T>(source: DataSource, work: (tx: Tx) => Promise<T>): Promise<T> {
    const open = (watched: (tx: Tx) => Promise<T>) => translated(() => source.transaction(watched));
    return this.held === null ? open(work) : this.held.watch(open, work);
  }
}

/**
 * Runs one statement and returns its rows (TypeORM wraps those of UPDATE and DELETE).
 * @throws AppError for errors that concern the client: unavailability, a taken name
 */
export function rows<T>(tx: Tx, sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
  return run<T>(tx, sql, parameters);
}

/** The first row, or `null`. */
export async function row<T>(
  tx: Tx,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<T | null> {
  return (await rows<T>(tx, sql, parameters))[0] ?? null;
}

/**
 * Like `rows`, parsed and planned once per connection: for the few statements that every request runs. `name` must
 * always belong to the same text. Behind a pooler in transaction mode it is omitted.
 */
export function prepared<T>(
  tx: Tx,
  name: string,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<T[]> {
  // TypeORM passes the statement on unchanged, and the driver accepts an object with a name.
  return run<T>(tx, { name, text: sql } as unknown as string, parameters);
}

async function run<T>(tx: Tx, statement: string, parameters: readonly unknown[]): Promise<T[]> {
  const result: unknown = await translated(() => tx.query(statement, [...parameters]));
  const isWrapped =
    Array.isArray(result) &&
    result.length === 2 &&
    Array.isArray(result[0]) &&
    typeof result[1] === 'number';
  return (isWrapped ? result[0] : result) as T[];
}
