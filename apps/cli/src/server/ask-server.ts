const TIMEOUT_MS = 30_000;

export interface ServerCall {
  readonly url: string;
  readonly token: string;
  readonly method: 'GET' | 'PUT';
  /** Relative to the address of the server, without a leading slash. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
}

/** The server's answer, or one line that says why it cannot be used. */
export interface ServerAnswer<T> {
  /** `null` when the answer is not from Gatehouse. */
  readonly body: T | null;
  readonly problem: string | null;
}

interface ProblemBody {
  readonly success?: unknown;
  readonly message?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** Calls the server that the user names; a refusal is an answer, not an error. No line contains the token. */
export async function askServer<T>(call: ServerCall): Promise<ServerAnswer<T>> {
  const address = new URL(call.path, call.url.endsWith('/') ? call.url : `${call.url}/`);
  try {
    // eslint-disable-next-line no-restricted-globals -- one call to the server that the user names; there is no app here whose client could be used
    const response = await fetch(address, {
      method: call.method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${call.token}` },
      ...(call.body === undefined ? {} : { body: call.body }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = (await response.json()) as T & ProblemBody;
    if (response.ok && body.success !== true) throw new Error('not of the protocol');
    return { body, problem: response.ok ? null : problemOf(body) };
  } catch {
    const problem = `${address.origin} does not answer as Gatehouse does; is --url right?`;
    return { body: null, problem };
  }
}

function problemOf({ message = 'The server refused it', errors = [] }: ProblemBody): string {
  return [message, ...errors.map(({ field, message: why }) => `${field} ${why}`)].join('; ');
}
