import { unreadable } from './connection-errors.js';
import { PARAMETERS, SSL_MODES } from './parameters.js';
import { readAddress } from './read-address.js';

/** Whether the text is of the form `host=… dbname=…`, with or without spaces around the signs. */
export const isKeywordValue = (text: string): boolean =>
  /^\s*[A-Za-z_]+\s*=/.test(text) && !/^\s*[a-z][a-z0-9+.-]*:\/\//i.test(text);

const PAIR =
  /\s*([A-Za-z_]+)\s*=\s*(?:'((?:[^'\\]|\\[^])*)'|((?:[^\s'\\]|\\[^])(?:[^\s\\]|\\[^])*)?)(?=\s|$)/y;

/** @throws ConnectionStringError */
export function readKeywordValue(text: string): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  const trimmed = text.trim();
  for (let end = 0; end < trimmed.length; end = PAIR.lastIndex) {
    PAIR.lastIndex = end;
    const pair = PAIR.exec(trimmed);
    if (!pair) {
      throw unreadable(
        "must be a list like host=… dbname=…; a value with blanks stands in single quotes, with \\' and \\\\ for ' and \\",
      );
    }
    const [, name = '', quoted, plain = ''] = pair;
    found[name] = (quoted ?? plain).replace(/\\([^])/g, '$1');
  }
  return found;
}

/** PostgreSQL's two scheme names; SQLAlchemy appends its driver (`postgresql+psycopg2`). */
const SCHEME = /^postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\//i;
const FORM = {
  accepted: new Set([...Object.keys(PARAMETERS), 'ssl', 'uselibpqcompat']),
  example: 'postgres://user:password@host:5432/database',
};

/**
 * `ssl=true` is from JDBC and `ssl=require` from asyncpg; `uselibpqcompat` asks node-postgres for the behaviour that
 * is always used here.
 */
function readPair(name: string, value: string): [string, string][] {
  if (name === 'uselibpqcompat' && value === 'true') return [];
  if (name !== 'ssl') return [[name, value]];
  if (value === 'true') return [['sslmode', 'require']];
  return [[(SSL_MODES as readonly string[]).includes(value) ? 'sslmode' : name, value]];
}

/** @throws ConnectionStringError */
export function readUri(text: string): Record<string, string> {
  const scheme = SCHEME.exec(text)?.[0];
  if (scheme === undefined) {
    throw unreadable('must be an address that begins with postgres:// or postgresql://');
  }
  const { user, password, hosts, path, query } = readAddress(text.slice(scheme.length), FORM);
  const ports = hosts.map(({ port }) => port);
  return {
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    host: hosts.map(({ host }) => host).join(','),
    port: ports.every((port) => port === '') ? '' : ports.join(','),
    dbname: path,
    ...Object.fromEntries(query.flatMap(([name, value]) => readPair(name, value))),
  };
}
