import type { ClientConfig } from 'pg';
import type { Precondition } from '../database/precondition.js';
import type { ExitCode } from '../errors.js';
import type { OptionSpec, Options } from './option.js';
import type { Terminal } from './terminal.js';

/** A database for the time of one command. */
export interface Target {
  readonly connection: string | ClientConfig;
  /** Ends what was started for the command alone. */
  close?(): Promise<void>;
}

/** Where a command runs: given by the program that offers it. */
export interface CommandContext {
  /** As people type it: `gatehouse migrate`. */
  readonly program: string;
  readonly dir: string;
  readonly table?: string;
  /** What takes something from running servers wants `--yes` here: `down`, `redo`, an `up` under servers that are too old. */
  readonly production: boolean;
  /** Of the program: see `MigratorOptions`. */
  readonly release?: string;
  readonly serverName?: string;
  readonly preconditions?: readonly Precondition[];
  readonly terminal: Terminal;
  readonly signal?: AbortSignal;
  /** Found only when a command needs it. */
  openTarget(): Promise<Target>;
  now(): Date;
}

export interface CommandInput {
  readonly positional: readonly string[];
  readonly options: Options;
}

/** What a command has to say: in full for people, as members for machines. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly text: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** A command, said once for every program that offers it. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Longer help: what to know before using it. */
  readonly details?: string;
  readonly argument?: { readonly name: string; readonly description: string };
  /** Whether the argument may be left out. */
  readonly argumentIsOptional?: boolean;
  readonly options: readonly OptionSpec[];
  run(context: CommandContext, input: CommandInput): Promise<Outcome>;
}
