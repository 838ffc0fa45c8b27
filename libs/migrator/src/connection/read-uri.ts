import { unreadable } from './connection-string-error.js';
import { PARAMETERS, SSL_MODES } from './parameters.js';
import { readAddress } from './read-address.js';

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
