import { explainConnection } from './explain-connection.js';

/** A problem of a connection setting. */
export interface ConnectionStringProblem {
  /** The environment variable, if the problem is not in the connection string itself. */
  readonly variable: string | null;
  /** Names the parameter and its valid values; never a password. */
  readonly message: string;
}

/** Raised once with all problems; its message contains no password and no address. */
export class ConnectionStringError extends Error {
  override name = 'ConnectionStringError';

  constructor(readonly problems: readonly ConnectionStringProblem[]) {
    const lines = problems.map(({ variable, message }) =>
      variable === null ? message : `${variable} ${message}`,
    );
    super(lines.join('; '));
  }
}

/** An error about the connection string itself. */
export const unreadable = (message: string): ConnectionStringError =>
  new ConnectionStringError([{ variable: null, message }]);

/** Why the client refuses a server or its own settings. */
export type RefusalReason =
  | 'AUTH_METHOD'
  | 'CHANNEL_BINDING'
  | 'NO_PASSWORD'
  | 'NO_TLS'
  | 'PASSWORD_FILE'
  | 'SESSION_ATTRS'
  | 'TLS_FAILED'
  | 'TLS_FILE'
  | 'TLS_ONLY'
  | 'WRONG_PROTOCOL';

/** Raised before a connection is used; its message contains no password. */
export class ConnectionRefused extends Error {
  override name = 'ConnectionRefused';

  constructor(
    readonly code: RefusalReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface Failure {
  readonly place: string;
  readonly error: unknown;
}

/** Raised when none of several hosts could be used; names the reason for each. */
export class HostsFailed extends Error {
  override name = 'HostsFailed';

  private constructor(
    readonly code: string | undefined,
    message: string,
    options: ErrorOptions,
  ) {
    super(message, options);
  }

  /**
   * Combines failures; a single failure is returned unchanged. The code is that of a host for which a retry may
   * succeed, if there is one.
   */
  static of(failures: readonly Failure[]): unknown {
    const last = failures.at(-1);
    if (failures.length < 2) return last?.error;
    const passing = failures.find(({ error }) => explainConnection(error).isPassing);
    const told: unknown = (passing ?? last)?.error;
    const code = (told as { code?: string } | undefined)?.code;
    const words = failures.map(({ place, error }) => `${place}: ${explainConnection(error).words}`);
    return new HostsFailed(code, words.join('; '), { cause: last?.error });
  }
}
