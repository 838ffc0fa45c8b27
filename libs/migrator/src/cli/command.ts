import type { ClientConfig } from 'pg';
import type { Precondition } from '../options.js';
import type { ExitCode } from '../errors.js';
import type { OptionSpec, Options } from './option.js';
import type { Terminal } from './terminal.js';

/** A database for the duration of one command. */
export interface Target {
  readonly connection: string | ClientConfig;
  /** Stops what was started for this command only. */
  close?(): Promise<void>;
}

/** The context of a command, given by the program that offers it. */
export interface CommandContext {
  /** The name of the program as typed: `gatehouse migrate`. */
  readonly program: string;
  readonly dir: string;
  readonly table?: string;
  /**
   * Whether commands that affect running servers require `--yes`: `down`, `redo`, and an `up` with connected servers
   * that are too old.
   */
  readonly production: boolean;
  /** The release of the program: see `MigratorOptions`. */
  readonly release?: string;
  readonly serverName?: string;
  readonly preconditions?: readonly Precondition[];
  readonly terminal: Terminal;
  readonly signal?: AbortSignal;
  /** Called only if a command needs the database. */
  openTarget(): Promise<Target>;
  now(): Date;
}

export interface CommandInput {
  readonly positional: readonly string[];
  readonly options: Options;
}

/** The result of a command: as text, and as members of the JSON document. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly text: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** A command, defined once for every program that offers it. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Longer help: what the operator must know before use. */
  readonly details?: string;
  readonly argument?: { readonly name: string; readonly description: string };
  /** Whether the argument is optional. */
  readonly argumentIsOptional?: boolean;
  readonly options: readonly OptionSpec[];
  run(context: CommandContext, input: CommandInput): Promise<Outcome>;
}
