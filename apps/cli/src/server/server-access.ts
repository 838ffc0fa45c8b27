import type { Environment } from '#libs/config';
import { parseUrl } from '#libs/kernel';

/** Where the server is, and as which service it is asked. */
export interface ServerAccess {
  readonly url: string;
  readonly token: string;
}

/** Not an option: a command line is seen by everybody on the machine. The second is its name of before. */
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

/** `null` when one of both is missing, or is not what it must be: no call could be made. */
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

/** What cannot stand in a header would fail the call with a message that shows it. */
const isHeaderText = (token: string): boolean => /^[\x21-\x7e]+$/.test(token);

/** What is missing, for a command that wants the token to have these rights. */
export const accessMissing = (rights: string): string =>
  `give --url (https://…), and in ${TOKEN_NAMES[0]} (before: ${TOKEN_NAMES[1]}) an application token of the service${rights}`;
