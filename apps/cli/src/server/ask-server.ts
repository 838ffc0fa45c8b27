import type { Environment } from '#libs/config';
import { parseUrl } from '#libs/kernel';

/** The server's address, and the application token of the calling service. */
export interface ServerAccess {
  readonly url: string;
  readonly token: string;
}

/** Not a command line option, which every user of the machine could read. The second is the former name. */
const TOKEN_NAMES = ['GATEHOUSE_APP_TOKEN', 'GATEHOUSE_TOKEN'] as const;

const isSet = (value: string | undefined): value is string => (value ?? '').trim() !== '';

/** The application token of the environment; `undefined` when none is set. */
export const findAppToken = (environment: Environment): string | undefined =>
  TOKEN_NAMES.map((name) => environment[name]?.trim()).find(isSet);

/** `--url`, or the address of the environment. */
export function findServerUrl(
  environment: Environment,
  options: Readonly<Record<string, unknown>>,
): string | undefined {
  const { url = environment['GATEHOUSE_URL'] } = options as { url?: string };
  return isSet(url) ? url.trim() : undefined;
}

/** `null` when either is missing or invalid: no call could be made. */
export function readServerAccess(
  environment: Environment,
  options: Readonly<Record<string, unknown>>,
): ServerAccess | null {
  const url = findServerUrl(environment, options);
  const token = findAppToken(environment);
  if (url === undefined || token === undefined) return null;
  return /^https?:\/\//i.test(url) && parseUrl(url) !== null && isHeaderText(token)
    ? { url, token }
    : null;
}

/** A token that is no valid header text would fail the call with a message that shows it. */
const isHeaderText = (token: string): boolean => /^[\x21-\x7e]+$/.test(token);

/** The error of a command whose address or application token is missing; `rights` names what the token must be allowed. */
export const accessMissing = (rights: string): string =>
  `give --url (https://…), and in ${TOKEN_NAMES[0]} (formerly ${TOKEN_NAMES[1]}) an application token of the service${rights}`;

const TIMEOUT_MS = 30_000;

interface ServerCall {
  readonly url: string;
  readonly token: string;
  readonly method: 'GET' | 'PUT';
  /** Relative to the address of the server, without a leading slash. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
}

/** The server's answer, or one line that says why it cannot be used. */
interface ServerAnswer<T> {
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
