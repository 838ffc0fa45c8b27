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
