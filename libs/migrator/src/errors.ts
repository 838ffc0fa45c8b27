/** The exit codes of the commands. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  pending: 3,
  lockBusy: 4,
  integrity: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const EXIT_OF = {
  FAILED: EXIT.failed,
  USAGE: EXIT.usage,
  PENDING: EXIT.pending,
  LOCK_BUSY: EXIT.lockBusy,
  INTEGRITY: EXIT.integrity,
} as const;

export type MigratorErrorCode = keyof typeof EXIT_OF;

export interface MigratorErrorOptions {
  /** The remedy, in one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** Members printed with `--json`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The only error that the migrator throws on purpose. Its message never contains a password. */
export class MigratorError extends Error {
  override name = 'MigratorError';
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** Names of files that this run has applied or reverted and that stay so. */
  kept: readonly string[] = [];
  /** After a `redo`: names of files that were reverted and not applied again. */
  reverted: readonly string[] = [];
  /** After an interruption: names of files that were not reached, or were rolled back. */
  notDone: readonly string[] = [];

  constructor(
    readonly code: MigratorErrorCode,
    message: string,
    options: MigratorErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  get exitCode(): ExitCode {
    return EXIT_OF[this.code];
  }
}

export const failed = (message: string, options?: MigratorErrorOptions): MigratorError =>
  new MigratorError('FAILED', message, options);

/** Raised when a signal or the caller ended the run. */
export class InterruptedError extends MigratorError {
  override name = 'InterruptedError';

  constructor(message = 'Interrupted', options: MigratorErrorOptions = {}) {
    super('FAILED', message, options);
  }
}

export const wrongUse = (message: string, hint?: string): MigratorError =>
  new MigratorError('USAGE', message, hint === undefined ? {} : { hint });

export const integrityError = (message: string, options?: MigratorErrorOptions): MigratorError =>
  new MigratorError('INTEGRITY', message, options);
