import type { Tx } from '#libs/database';
import type { Change } from './change.js';

/** One transaction and the changes that it causes. */
export interface Unit {
  readonly tx: Tx;
  /** Records a change; its row commits with the transaction, its markers are written before `run` resolves. */
  changed(change: Change): void;
}

/**
 * Opens the transactions of services whose writes other instances must obey on their next request:
 * commit, then write fresh markers, then return.
 */
export abstract class UnitOfWork {
  abstract run<T>(work: (unit: Unit) => Promise<T>): Promise<T>;
}
