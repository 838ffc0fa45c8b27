import { unreadable } from './connection-string-error.js';
import { PARAMETERS, SSL_MODES } from './parameters.js';

/** PostgreSQL's own two names; SQLAlchemy writes its driver behind them (`postgresql+psycopg2`). */
const SCHEME = /^postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\//i;
const HOST = String.raw`(?:\[[0-9A-Fa-f:.%a-z]*\]|[^\s:/?#@,[\]]*)(?::\d*)?`;
const AUTHORITY = new RegExp(`^${HOST}(?:,${HOST})*$`);
const HOW_TO_ENCODE =
  'percent-encode the special characters of the user name and the password (%25 for %, %40 for @, %2F for /, %3A for :, %3F for ?, %23 for #)';

/** What a text means when its user and password end at a certain place. */
interface Interpretation {
  readonly login: string | null;
  readonly authority: string;
  readonly database: string;
  readonly query: string;
}

function interpret(login: string | null, rest: string): Interpretation | null {
  const [, authority = '', database = '', query = ''] =
    /^([^/?]*)(?:\/([^?]*))?(?:\?([^]*))?$/.exec(rest) ?? [];
  if (!AUTHORITY.test(authority) || database.includes('@')) return null;
  const isQuery = query.split('&').every((pair) => pair === '' || /^[A-Za-z_]+=/.test(pair));
  return isQuery ? { login, authority, database, query } : null;
}

const ACCEPTED_KEYS = new Set([...Object.keys(PARAMETERS), 'ssl', 'uselibpqcompat']);

/** As a URI is written by the rules: nothing before the first `@` could end the user and password. */
function isPlain({ login, query }: Interpretation): boolean {
  const keys = query.split('&').map((pair) => pair.split('=')[0] ?? '');
  return !/[/?#]/.test(login ?? '') && keys.every((key) => key === '' || ACCEPTED_KEYS.has(key));
}

/** Of all places where the user and password may end, the one that gives a whole address. */
function interpretations(text: string): Interpretation[] {
  const ends = [...text.matchAll(/@/g)].map(({ index }) => index);
  const found = ends.map((end) => interpret(text.slice(0, end), text.slice(end + 1)));
  return [interpret(null, text), ...found].filter((each) => each !== null);
}

/**
 * An address that is written by the rules has one such reading at most. Of others, whose user or password has reserved
 * characters as they are, there must be no second reading: it could send the password to another host.
 * @throws ConnectionStringError
 */
function choose(text: string): Interpretation {
  const all = interpretations(text);
  const [found] = all;
  if (!found) {
    throw unreadable(
      `must look like postgres://user:password@host:5432/database; ${HOW_TO_ENCODE}`,
    );
  }
  const plain = all.find((each) => isPlain(each));
  if (plain) return plain;
  if (all.length === 1) return found;
  throw unreadable(`can be read in more than one way; ${HOW_TO_ENCODE}`);
}

/** Percent-encoded bytes are decoded; where no `%` begins any, all of them stand for themselves. */
function decodeLogin(text: string): string {
  if (!/%[0-9A-Fa-f]{2}/.test(text)) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    throw unreadable(`has a % that begins no percent-encoded character; ${HOW_TO_ENCODE}`);
  }
  return decode(text);
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    if (!decoded.includes('\0')) return decoded;
  } catch {
    // The message below says it without the text, which may have the password.
  }
  throw unreadable(`has a percent-encoded character that is none in UTF-8; ${HOW_TO_ENCODE}`);
}

function readHosts(authority: string): { host: string; port: string } {
  const parts = authority.split(',').map((part) => {
    const [, bracketed, plain = '', port = ''] =
      /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(part) ?? [];
    return { host: decode(bracketed ?? plain), port };
  });
  const ports = parts.map(({ port }) => port);
  return {
    host: parts.map(({ host }) => host).join(','),
    port: ports.every((port) => port === '') ? '' : ports.join(','),
  };
}

function readLogin(login: string | null): Record<string, string> {
  if (login === null) return {};
  const colon = login.indexOf(':');
  if (colon < 0) return { user: decodeLogin(login) };
  return {
    user: decodeLogin(login.slice(0, colon)),
    password: decodeLogin(login.slice(colon + 1)),
  };
}

/** `ssl=true` is of JDBC, `ssl=require` of asyncpg; `uselibpqcompat` asks node-postgres for what is done here anyway. */
function readPair(name: string, value: string): readonly [string, string] | null {
  if (name === 'uselibpqcompat' && value === 'true') return null;
  if (name !== 'ssl') return [name, value];
  if (value === 'true') return ['sslmode', 'require'];
  return (SSL_MODES as readonly string[]).includes(value) ? ['sslmode', value] : [name, value];
}

function readQuery(query: string): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const part of query.split('&')) {
    if (part === '') continue;
    const sign = part.indexOf('=');
    const pair = readPair(decode(part.slice(0, sign)), decode(part.slice(sign + 1)));
    if (pair) found[pair[0]] = pair[1];
  }
  return found;
}

/** @throws ConnectionStringError */
export function readUri(text: string): Record<string, string> {
  const scheme = SCHEME.exec(text)?.[0];
  if (scheme === undefined) {
    throw unreadable('must be an address that begins with postgres:// or postgresql://');
  }
  const { login, authority, database, query } = choose(text.slice(scheme.length));
  return {
    ...readLogin(login),
    ...readHosts(authority),
    dbname: decode(database),
    ...readQuery(query),
  };
}
