/** The problem of a value (`must be …`); `null` if it is valid. */
type Check = (value: string) => string | null;

interface Parameter {
  /** The environment variable with its default. */
  readonly variable?: string;
  readonly check: Check;
}

/** The values of the set parameters, by libpq's names. */
export type Parameters = Readonly<Record<string, string>>;

const any: Check = () => null;
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value) ? null : `must be one of ${values.join(', ')}`;
const seconds: Check = (value) =>
  /^-?\d{1,7}$/.test(value) ? null : 'must be a whole number of seconds';
const only =
  (values: readonly string[], why: string): Check =>
  (value) =>
    values.includes(value) ? null : why;
const refused =
  (why: string): Check =>
  () =>
    `is not supported: ${why}`;

export const SSL_MODES = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
] as const;
const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const AUTH_METHODS = /^!?(?:none|password|md5|scram-sha-256)$/;
const FOREIGN_AUTH = /^!?(?:gss|sspi|oauth)$/;

function sslMode(value: string): string | null {
  if (value === 'no-verify') {
    return 'must be one of disable, allow, prefer, require, verify-ca, verify-full (no-verify of node-postgres is `require`)';
  }
  return oneOf(...SSL_MODES)(value);
}

function port(value: string): string | null {
  const isGood = value
    .split(',')
    .every(
      (each) => each === '' || (/^\d{1,5}$/.test(each) && Number(each) > 0 && Number(each) < 65536),
    );
  return isGood ? null : 'must be a port from 1 to 65535, or one for each host';
}

function requireAuth(value: string): string | null {
  const methods = value.split(',').map((each) => each.trim());
  const negated = methods.filter((each) => each.startsWith('!')).length;
  if (negated !== 0 && negated !== methods.length) return 'must not mix methods with and without !';
  const bad = methods.find((each) => !AUTH_METHODS.test(each) && !FOREIGN_AUTH.test(each));
  if (bad !== undefined) return 'must be a list of none, password, md5, scram-sha-256, gss, sspi';
  const isForeign = negated === 0 && methods.every((each) => FOREIGN_AUTH.test(each));
  return isForeign ? 'names only methods that are not supported (gss, sspi, oauth)' : null;
}

const NO_GSS = refused('there is no GSSAPI here; use a password or a client certificate');
const NO_OAUTH = refused('there is no OAuth to PostgreSQL here');
const NO_SOCKET_OPTION =
  'is not supported: Node.js cannot set it; remove it (keepalives_idle works)';

/** The parameters of libpq; `docs/connecting.md` describes how each is handled. */
export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  host: { variable: 'PGHOST', check: any },
  hostaddr: { variable: 'PGHOSTADDR', check: any },
  port: { variable: 'PGPORT', check: port },
  dbname: { variable: 'PGDATABASE', check: any },
  user: { variable: 'PGUSER', check: any },
  password: { variable: 'PGPASSWORD', check: any },
  passfile: { variable: 'PGPASSFILE', check: any },
  require_auth: { variable: 'PGREQUIREAUTH', check: requireAuth },
  channel_binding: {
    variable: 'PGCHANNELBINDING',
    check: oneOf('disable', 'prefer', 'require'),
  },
  connect_timeout: { variable: 'PGCONNECT_TIMEOUT', check: seconds },
  client_encoding: {
    variable: 'PGCLIENTENCODING',
    check: (value) =>
      /^(?:utf-?8|auto|unicode)$/i.test(value) ? null : 'must be UTF8: nothing else is spoken',
  },
  options: { variable: 'PGOPTIONS', check: any },
  application_name: { variable: 'PGAPPNAME', check: any },
  fallback_application_name: { check: any },
  keepalives: { check: oneOf('0', '1') },
  keepalives_idle: { check: seconds },
  keepalives_interval: { check: only(['0'], NO_SOCKET_OPTION) },
  keepalives_count: { check: only(['0'], NO_SOCKET_OPTION) },
  tcp_user_timeout: { check: only(['0'], NO_SOCKET_OPTION) },
  replication: {
    check: only(['false', 'off', 'no', '0'], 'is not supported: nothing is replicated here'),
  },
  gssencmode: {
    variable: 'PGGSSENCMODE',
    check: (value) =>
      value === 'require' ? NO_GSS(value) : oneOf('disable', 'prefer', 'require')(value),
  },
  sslmode: { variable: 'PGSSLMODE', check: sslMode },
  sslnegotiation: { variable: 'PGSSLNEGOTIATION', check: oneOf('postgres', 'direct') },
  sslcompression: {
    variable: 'PGSSLCOMPRESSION',
    check: only(['0'], 'is not supported: compression of TLS is unsafe; remove it'),
  },
  sslcert: { variable: 'PGSSLCERT', check: any },
  sslkey: { variable: 'PGSSLKEY', check: any },
  sslpassword: { check: any },
  sslcertmode: {
    variable: 'PGSSLCERTMODE',
    check: (value) =>
      value === 'require'
        ? 'is not supported with `require`: Node.js does not tell whether the server asked; use allow'
        : oneOf('disable', 'allow', 'require')(value),
  },
  sslrootcert: { variable: 'PGSSLROOTCERT', check: any },
  sslcrl: { variable: 'PGSSLCRL', check: any },
  sslcrldir: {
    variable: 'PGSSLCRLDIR',
    check: refused('give the list of revoked certificates as one file, in sslcrl'),
  },
  sslsni: { variable: 'PGSSLSNI', check: oneOf('0', '1') },
  sslkeylogfile: { check: refused('it would write the keys of the connection down') },
  requirepeer: {
    variable: 'PGREQUIREPEER',
    check: refused('Node.js does not tell who owns the other end of a socket'),
  },
  ssl_min_protocol_version: {
    variable: 'PGSSLMINPROTOCOLVERSION',
    check: oneOf(...TLS_VERSIONS),
  },
  ssl_max_protocol_version: {
    variable: 'PGSSLMAXPROTOCOLVERSION',
    check: oneOf(...TLS_VERSIONS),
  },
  min_protocol_version: {
    variable: 'PGMINPROTOCOLVERSION',
    check: only(['3.0'], 'must be 3.0, the version that is spoken here'),
  },
  max_protocol_version: {
    variable: 'PGMAXPROTOCOLVERSION',
    check: oneOf('3.0', '3.2', 'latest'),
  },
  krbsrvname: { variable: 'PGKRBSRVNAME', check: NO_GSS },
  gsslib: { variable: 'PGGSSLIB', check: NO_GSS },
  gssdelegation: { variable: 'PGGSSDELEGATION', check: only(['0'], NO_GSS('') ?? '') },
  scram_client_key: { check: refused('give the password') },
  scram_server_key: { check: refused('give the password') },
  oauth_issuer: { check: NO_OAUTH },
  oauth_client_id: { check: NO_OAUTH },
  oauth_client_secret: { check: NO_OAUTH },
  oauth_scope: { check: NO_OAUTH },
  service: { variable: 'PGSERVICE', check: any },
  servicefile: { variable: 'PGSERVICEFILE', check: any },
  target_session_attrs: {
    variable: 'PGTARGETSESSIONATTRS',
    check: oneOf('any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'),
  },
  load_balance_hosts: { variable: 'PGLOADBALANCEHOSTS', check: oneOf('disable', 'random') },
};

/** Settings that libpq does not know, and their equivalents here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ssl: 'use sslmode',
  schema: 'use options=-csearch_path=…',
  currentSchema: 'use options=-csearch_path=…',
  search_path: 'use options=-csearch_path=…',
  statement_timeout: 'use DATABASE_STATEMENT_TIMEOUT_MS',
  connection_limit: 'use DATABASE_POOL_MAX',
  pool_timeout: 'use DATABASE_ACQUIRE_TIMEOUT_MS',
  pgbouncer: 'use DATABASE_POOLER=transaction',
  sslaccept: 'use sslmode',
  requiressl: 'use sslmode=require',
  sslservercertmode: 'use sslmode',
};

/** The problem of a parameter, beginning with its name; `null` if there is none. */
export function problemOf(name: string, value: string): string | null {
  const parameter = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
  if (!parameter) {
    const cure = Object.hasOwn(ELSEWHERE, name) ? `; ${ELSEWHERE[name]}` : '';
    return `has the parameter ${safeName(name)}, which PostgreSQL's clients do not know${cure}`;
  }
  if (value === '') return null;
  const problem = parameter.check(value);
  return problem === null ? null : `has the parameter ${name}, which ${problem}`;
}

/** A part of a password may be in place of a name, so only plausible names are quoted. */
const safeName = (name: string): string =>
  /^[A-Za-z][A-Za-z_]{0,40}$/.test(name) ? `"${name}"` : '(not a name)';
