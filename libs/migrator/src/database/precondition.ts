import type { Refusal } from '../refusal.js';

/** The input of a precondition. */
export interface PreconditionInput {
  /** Runs one reading statement. */
  readonly query: <T extends object>(sql: string, parameters?: readonly unknown[]) => Promise<T[]>;
  /** Names in the table of applied migrations, as stored. */
  readonly applied: readonly string[];
  /** Names of the files. */
  readonly files: readonly string[];
}

/** Returns why a database must not be migrated, or `null`. It runs before anything else and only reads. */
export type Precondition = (input: PreconditionInput) => Promise<Refusal | null>;
