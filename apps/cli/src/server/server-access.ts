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
