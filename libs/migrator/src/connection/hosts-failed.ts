import { explainConnection } from './explain-connection.js';

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
    const reported: unknown = (passing ?? last)?.error;
    const code = (reported as { code?: string } | undefined)?.code;
    const words = failures.map(({ place, error }) => `${place}: ${explainConnection(error).words}`);
    return new HostsFailed(code, words.join('; '), { cause: last?.error });
  }
}
