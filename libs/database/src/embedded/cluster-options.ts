import type { Account } from './account.js';
import type { Binaries } from './binaries.js';

/** A cluster, its account and its programs. */
export interface ClusterOptions {
  /** The folder of the cluster. */
  readonly dir: string;
  readonly binaries: Binaries;
  readonly account: Account | null;
  readonly password: string;
  /** Additional server parameters. */
  readonly settings?: Readonly<Record<string, string>>;
}
