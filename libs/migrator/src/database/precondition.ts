import type { Refusal } from '../refusal.js';

/** What a precondition may look at. */
export interface PreconditionInput {
  /** Runs one statement that reads. */
  readonly query: <T extends object>(sql: string, parameters?: readonly unknown[]) => Promise<T[]>;
  /** Names in the table of what was applied, as they stand there. */
  readonly applied: readonly string[];
  /** Names of the files. */
  readonly files: readonly string[];
}

/** Says why a database must be left alone, or `null`. It runs before anything else, and only reads. */
export type Precondition = (input: PreconditionInput) => Promise<Refusal | null>;
