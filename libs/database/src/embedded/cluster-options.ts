import type { Account } from './account.js';
import type { Binaries } from './binaries.js';

/** Which cluster, whose, and run by which programs. */
export interface ClusterOptions {
  /** The folder of the cluster. */
  readonly dir: string;
  readonly binaries: Binaries;
  readonly account: Account | null;
  readonly password: string;
  /** Server parameters beside our own. */
  readonly settings?: Readonly<Record<string, string>>;
}
