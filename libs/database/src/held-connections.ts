import { AsyncLocalStorage } from 'node:async_hooks';

interface HeldConnection {
  isHeld: boolean;
}

/** The first version of Node whose promises carry their async context without hooks (AsyncContextFrame). */
const FREE_FROM_NODE = 24;

/**
 * Finds code that requests a second connection while it holds one: if as many requests as the pool has connections did
 * so at once, they would wait for each other until their deadlines. Such code throws the first time it runs.
 *
 * Before Node 24 the first transaction that is watched makes every promise of the process call a hook, so it is done
 * there only in tests (decision 0270).
 */
export class HeldConnections {
  private readonly current = new AsyncLocalStorage<HeldConnection>();

  /** `null` where they are not watched. */
  static open(isTest: boolean, nodeVersion = process.versions.node): HeldConnections | null {
    const isFree = Number.parseInt(nodeVersion, 10) >= FREE_FROM_NODE;
    return isTest || isFree ? new HeldConnections() : null;
  }

  /** @param open runs the work that it is given on a connection, and returns when the connection is free again */
  watch<A extends unknown[], T>(
    open: (watched: (...given: A) => Promise<T>) => Promise<T>,
    work: (...given: A) => Promise<T>,
  ): Promise<T> {
    this.assertNone();
    const held: HeldConnection = { isHeld: true };
    return open((...given) => this.current.run(held, () => work(...given))).finally(() => {
      held.isHeld = false;
    });
  }

  /** @throws Error if the caller holds a connection */
  assertNone(): void {
    if (this.current.getStore()?.isHeld) {
      throw new Error('Inside a transaction only its own connection may be used: pass `tx` on');
    }
  }
}
