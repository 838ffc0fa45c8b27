/** What is wrong with a part of a connection's settings. */
export interface ConnectionStringProblem {
  /** The variable of the environment, when it is not the connection string itself. */
  readonly variable: string | null;
  /** Names the parameter and what would be right; never a password. */
  readonly message: string;
}

/** Raised once with everything that is wrong; its message has no password and no address. */
export class ConnectionStringError extends Error {
  override name = 'ConnectionStringError';

  constructor(readonly problems: readonly ConnectionStringProblem[]) {
    const lines = problems.map(({ variable, message }) =>
      variable === null ? message : `${variable} ${message}`,
    );
    super(lines.join('; '));
  }
}

/** Of the connection string itself. */
export const unreadable = (message: string): ConnectionStringError =>
  new ConnectionStringError([{ variable: null, message }]);
