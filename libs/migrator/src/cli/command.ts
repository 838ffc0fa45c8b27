import type { ClientConfig } from 'pg';
import type { Precondition } from '../database/precondition.js';
import type { ExitCode } from '../errors.js';
import type { OptionSpec, Options } from './option.js';
import type { Terminal } from './terminal.js';

/** The database of one command. */
export interface Target {
  readonly connection: string | ClientConfig;
  /** Stops what was started only for this command. */
  close?(): Promise<void>;
}

/** The environment of a command, given by the program that offers it. */
export interface CommandContext {
  /** As the user types it: `gatehouse migrate`. */
  readonly program: string;
  readonly dir: string;
  readonly table?: string;
  /** In production `--yes` is required for `down`, `redo`, and an `up` while servers that are too old are connected. */
  readonly production: boolean;
  /** The release of the program; see `MigratorOptions`. */
  readonly release?: string;
  readonly serverName?: string;
  readonly preconditions?: readonly Precondition[];
  readonly terminal: Terminal;
  readonly signal?: AbortSignal;
  /** Called only by a command that needs a database. */
  openTarget(): Promise<Target>;
  now(): Date;
}

export interface CommandInput {
  readonly positional: readonly string[];
  readonly options: Options;
}

/** The result of a command: as text lines, and as the members of the JSON document. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly text: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** The definition of a command, for every program that offers it. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Further help text. */
  readonly details?: string;
  readonly argument?: { readonly name: string; readonly description: string };
  /** Whether the argument may be left out. */
  readonly argumentIsOptional?: boolean;
  readonly options: readonly OptionSpec[];
  run(context: CommandContext, input: CommandInput): Promise<Outcome>;
}
