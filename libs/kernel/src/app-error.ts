import { CODES, type Code, type CodeEntry } from './codes.js';

/** A problem of one field of a body; `code` is stable, `message` is for a person. */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

export interface AppErrorOptions {
  /** Sent to the client as `message` and `detail`: one sentence that a person can act on. */
  readonly detail?: string;
  /** For the log only; never leaves the process. */
  readonly cause?: unknown;
  /** The account of the refused caller, for the audit trail only: neither sent nor logged. */
  readonly about?: string;
  /** Further public members of the problem document, e.g. `needs_verification`. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The problems of the fields of an invalid body. */
  readonly errors?: readonly FieldProblem[];
  /** Sent as `Retry-After`, in whole seconds. */
  readonly retryAfterSeconds?: number;
  /** Further response headers, e.g. `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The only error that services throw: a code of the catalogue with the public details. */
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

/** Compares by name as well as by class, because two copies of the module may be loaded in one process. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError || (error instanceof Error && error.name === 'AppError');
}
