export {
  ConnectionStringError,
  unreadable,
  type ConnectionStringProblem,
  ConnectionRefused,
} from './connection/connection-errors.js';
export { describePlace } from './connection/connection-plan.js';
export { explainConnection, type ConnectionExplanation } from './connection/explain-connection.js';
export { PARAMETERS as CONNECTION_PARAMETERS, type Parameters } from './connection/parameters.js';
export { PostgresClient, type PostgresClientSettings } from './connection/postgres-client.js';
export { readAddress, type Address, type NamedHost } from './connection/read-address.js';
export {
  CONNECTION_VARIABLES,
  readConnectionString,
  serverVariableOf,
  toUri,
} from './connection/read-connection-string.js';
export {
  type PreconditionInput,
  type Precondition,
  type MigratorOptions,
  type RunOptions,
  type Extent,
  DEFAULT_WAIT_MS,
  DEFAULT_LOCK_TIMEOUT_MS,
  type Refusal,
} from './options.js';
export type { LockHolder, MigrationEvent, Direction, Report } from './events.js';
export {
  EXIT,
  type ExitCode,
  type MigratorErrorCode,
  type MigratorErrorOptions,
  MigratorError,
  failed,
  InterruptedError,
  wrongUse,
  integrityError,
} from './errors.js';
export { createMigration, type CreatedMigration } from './files/create.js';
export { firstInvalid, foreignFormOf, type ForeignForm } from './files/read-text.js';
export type { Problem, ProblemKind } from './files/problem.js';
export { historyQuery, type HistoryRow } from './database/history.js';
export { assertRelease } from './run/assert-release.js';
export type { Demand } from './release/release.js';
export type { Step } from './run/apply.js';
export { migrateDown, type DownOptions, type DownResult } from './run/down.js';
export {
  migrationStatus,
  readMigrationFiles,
  statusFromRows,
  type MigrationFiles,
  type MigrationStatus,
} from './run/status.js';
export { StatementError } from './run/statement-error.js';
export { migrateUp, type UpOptions, type UpResult } from './run/up.js';
export { dryRunDown, dryRunUp, type DryRun } from './run/dry-run.js';
export { migrateDump } from './run/dump.js';
export { migrateRedo, type RedoOptions, type RedoResult } from './run/redo.js';
export type { Difference } from './run/rehearse.js';
export { migrateRepair, type RepairOptions, type RepairResult } from './run/repair.js';
export { migrateVerify, type VerifyOptions, type VerifyResult } from './run/verify.js';
export type { Target, CommandContext, CommandInput, Outcome, CommandSpec } from './cli/command.js';
export { MIGRATOR_COMMANDS } from './cli/commands/index.js';
export { abortOnSignals, processTerminal, type Terminal } from './cli/terminal.js';
export type { Options, OptionSpec, OptionValues } from './cli/option.js';
export { runCommand } from './cli/run-command.js';
export { argumentText, EXIT_CODES, flagText } from './cli/usage.js';
