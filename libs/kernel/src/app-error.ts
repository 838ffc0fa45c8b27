import { CODES, type Code, type CodeEntry } from './codes.js';

/** One field of a body that is not acceptable; `code` is stable, `message` is for a person. */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

export interface AppErrorOptions {
  /** Shown to the client as `message` and `detail`: one sentence a person can act on. */
  readonly detail?: string;
  /** For the log alone; never leaves the process. */
  readonly cause?: unknown;
  /** The account that was refused, for the audit trail alone: never told, never logged. */
  readonly about?: string;
  /** Further public members of the problem document, e.g. `needs_verification`. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Field by field, for a body that is not valid. */
  readonly errors?: readonly FieldProblem[];
  /** Sent as `Retry-After`, in whole seconds. */
  readonly retryAfterSeconds?: number;
  /** Further response headers, e.g. `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The only error that services throw: a code of the catalogue with what the client may know. */
export class AppError extends Error {
  readonly detail: string;
  readonly about: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldProblem[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: Code,
    options: AppErrorOptions = {},
  ) {
    super(options.detail ?? CODES[code].title, { cause: options.cause });
    this.name = 'AppError';
    this.detail = this.message;
    this.about = options.about;
    this.params = options.params ?? {};
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.headers = options.headers ?? {};
  }

  get entry(): CodeEntry {
    return CODES[this.code];
  }
}

/** Compares by name as well as by class: two copies of the module may be loaded in one process. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError || (error instanceof Error && error.name === 'AppError');
}
