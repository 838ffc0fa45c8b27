import {
  ConnectionStringError,
  unreadable,
  type ConnectionStringProblem,
} from './connection-errors.js';
import { PARAMETERS, problemOf, type Parameters } from './parameters.js';
import { isKeywordValue, readKeywordValue, readUri } from './connection-string-forms.js';
import { readService } from './service-file.js';

type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLES = Object.entries(PARAMETERS).flatMap(([name, { variable }]) =>
  variable === undefined ? [] : [{ name, variable }],
);

/** Variables that name a server on their own. */
const SERVER_VARIABLES = ['PGHOST', 'PGHOSTADDR', 'PGSERVICE'];

/** The variable that names a server in the environment without a connection string; or `null`. */
export function serverVariableOf(environment: Environment): string | null {
  return SERVER_VARIABLES.find((name) => (environment[name] ?? '').trim() !== '') ?? null;
}

/** The variables that are read; the first three name a server on their own. */
export const CONNECTION_VARIABLES: readonly string[] = [
  ...SERVER_VARIABLES,
  ...VARIABLES.map(({ variable }) => variable).filter((name) => !SERVER_VARIABLES.includes(name)),
  'PGSYSCONFDIR',
];

const withoutEmpty = (given: Parameters): Record<string, string> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));

/** The parameters of a connection string only, of either form. @throws ConnectionStringError */
function readText(text: string): Record<string, string> {
  const read = isKeywordValue(text) ? readKeywordValue(text) : readUri(text.trim());
  assertKnown(read);
  return withoutEmpty(read);
}

/** @throws ConnectionStringError that names each unknown parameter and each invalid value */
function assertKnown(read: Parameters, where = ''): void {
  const problems = Object.entries(read).flatMap(([name, value]) => {
    const message = problemOf(name, value);
    return message === null ? [] : [{ variable: null, message: `${message}${where}` }];
  });
  if (problems.length > 0) throw new ConnectionStringError(problems);
}

function readVariables(environment: Environment, given: Parameters): Record<string, string> {
  const found: Record<string, string> = {};
  const problems: ConnectionStringProblem[] = [];
  for (const { name, variable } of VARIABLES) {
    const value = environment[variable]?.trim() ?? '';
    if (value === '' || given[name] !== undefined) continue;
    const message = problemOf(name, value);
    found[name] = value;
    if (message !== null) problems.push({ variable, message: message.replace(/^has the /, 'sets the ') }); // prettier-ignore
  }
  if (problems.length > 0) throw new ConnectionStringError(problems);
  return found;
}

function serviceOf(given: Parameters, environment: Environment): Record<string, string> {
  const name = given['service'] ?? environment['PGSERVICE']?.trim();
  if (!name) return {};
  const file = given['servicefile'] ?? (environment['PGSERVICEFILE']?.trim() || undefined);
  const read = readService(name, file, environment);
  assertKnown(read, ' (in its service)');
  return withoutEmpty(read);
}

/** Removes the service, which has been resolved. */
const withoutService = ({ service: _, servicefile: __, ...rest }: Record<string, string>) => rest;

/**
 * Parses a connection string like PostgreSQL's own clients: missing parameters come from its service, then from the
 * `PG*` variables of the environment.
 * @throws ConnectionStringError
 */
export function readConnectionString(text: string, environment: Environment = {}): Parameters {
  const given = readText(text);
  const served = { ...serviceOf(given, environment), ...given };
  const variables = readVariables(environment, served);
  const parameters = withoutService({ ...variables, ...served });
  assertWhole(parameters);
  return parameters;
}

function assertWhole(parameters: Parameters): void {
  assertLists(parameters);
  assertTls(parameters);
  const { ssl_min_protocol_version: least = '', ssl_max_protocol_version: most = '' } = parameters;
  if (least !== '' && most !== '' && least > most)
    throw unreadable('has an ssl_min_protocol_version above its ssl_max_protocol_version');
}

function assertTls({ sslmode, sslrootcert, sslnegotiation }: Parameters): void {
  const isSystem = sslrootcert === 'system';
  const mode = sslmode ?? (isSystem ? 'verify-full' : 'prefer');
  if (isSystem && mode !== 'verify-full')
    throw unreadable('has sslrootcert=system, which needs sslmode=verify-full');
  if (sslnegotiation === 'direct' && /^(?:disable|allow|prefer)$/.test(mode))
    throw unreadable('has sslnegotiation=direct, which needs sslmode=require or stricter');
}

function assertLists({ host, hostaddr, port }: Parameters): void {
  const count = (list: string | undefined) => list?.split(',').length ?? 0;
  const hosts = Math.max(count(hostaddr), count(host), 1);
  if (hostaddr !== undefined && host !== undefined && count(host) !== count(hostaddr))
    throw unreadable('has as many entries in hostaddr as in host, or it cannot be read');
  if (count(port) > 1 && count(port) !== hosts)
    throw unreadable('must have one port, or as many ports as hosts');
  const isAbstract = host?.split(',').some((each) => each.startsWith('@'));
  if (isAbstract) throw unreadable('has the parameter host with an abstract socket (@), which is not supported'); // prettier-ignore
}

const encodeHost = (host: string): string =>
  host.includes(':')
    ? `[${encodeURIComponent(host).replaceAll('%3A', ':')}]`
    : encodeURIComponent(host);

/** Converts parameters to a complete URI, with special characters encoded. */
export function toUri(parameters: Parameters, scheme = 'postgres'): string {
  const { user, password, host = '', port = '', dbname = '', ...rest } = parameters;
  const hosts = host.split(',');
  const ports = port.split(',');
  const isApart = ports.length > hosts.length;
  const shown = hosts.map((each, index) => {
    const own = isApart ? '' : ports[ports.length === 1 ? 0 : index];
    return own ? `${encodeHost(each)}:${own}` : encodeHost(each);
  });
  const query = Object.entries({
    ...rest,
    ...(isApart && { port }),
    ...(user === undefined && password !== undefined && { password }),
  }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const after = query.length > 0 ? `?${query.join('&')}` : '';
  return `${scheme}://${loginOf(user, password)}${shown.join(',')}/${encodeURIComponent(dbname)}${after}`;
}

function loginOf(user: string | undefined, password: string | undefined): string {
  if (user === undefined) return '';
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
  return `${encodeURIComponent(user)}${secret}@`;
}
