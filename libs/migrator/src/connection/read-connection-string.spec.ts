import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOf } from './connection-plan.js';
import { ConnectionStringError } from './connection-errors.js';
import { PARAMETERS } from './parameters.js';
import { findPassword, readPassword } from './password-file.js';
import { readConnectionString, toUri } from './read-connection-string.js';

const read = (text: string, environment = {}) => readConnectionString(text, environment);

const problemsOf = (text: string, environment = {}) => {
  try {
    read(text, environment);
    return [];
  } catch (error) {
    if (error instanceof ConnectionStringError) return error.problems;
    throw error;
  }
};
const messageOf = (text: string) => problemsOf(text).map(({ message }) => message).join('; '); // prettier-ignore

describe('an address of PostgreSQL', () => {
  it.each([
    ['postgres://u:p@h:5433/d', { user: 'u', password: 'p', host: 'h', port: '5433', dbname: 'd' }],
    ['postgresql://h', { host: 'h' }],
    ['postgresql://', {}],
    ['postgres:///d?host=/var/run/postgresql', { host: '/var/run/postgresql', dbname: 'd' }],
    ['postgres://%2Fvar%2Frun%2Fpostgresql:5433/d', { host: '/var/run/postgresql', port: '5433', dbname: 'd' }],
    ['postgres://u@h1:5432,h2:5433/d', { user: 'u', host: 'h1,h2', port: '5432,5433', dbname: 'd' }],
    ['postgres://u@h1,h2:5433/d', { user: 'u', host: 'h1,h2', port: ',5433', dbname: 'd' }],
    ['postgres://[::1]:7,[2001:db8::2]/d', { host: '::1,2001:db8::2', port: '7,', dbname: 'd' }],
    ['postgresql+psycopg2://u:p@h/d', { user: 'u', password: 'p', host: 'h', dbname: 'd' }],
    ['postgres+asyncpg://u@h/d?ssl=require', { user: 'u', host: 'h', dbname: 'd', sslmode: 'require' }],
    ['postgresql+psycopg://h/d?ssl=true', { host: 'h', dbname: 'd', sslmode: 'require' }],
    ['postgres://h/d?user=me&password=a%26b&dbname=other', { host: 'h', user: 'me', password: 'a&b', dbname: 'other' }],
    ['postgres://h/d?application_name=a@b', { host: 'h', dbname: 'd', application_name: 'a@b' }],
    ['host=h port=5433 dbname=d user=u password=p', { host: 'h', port: '5433', dbname: 'd', user: 'u', password: 'p' }],
    ["host = h  password = 'it\\'s a \\\\ #1' user=a\\ b dbname=''", { host: 'h', password: "it's a \\ #1", user: 'a b' }],
    ['postgres://h/d?uselibpqcompat=true&sslmode=require', { host: 'h', dbname: 'd', sslmode: 'require' }],
  ])('a connection string is parsed: %s', (text, parameters) => {
    expect(read(text)).toEqual(parameters);
    expect(read(toUri(read(text)))).toEqual(parameters);
  }); // prettier-ignore

  it.each(['a#b', 'a/b', 'a@b', 'a:b', 'a?b', '100%', '%zz', 'a%b/c#d@e?f:g', '[x]', 'p w', 'ü'])(
    'the unencoded password %s is accepted',
    (password) => {
      const text = `postgres://anna:${password}@db.example:5432/auth?sslmode=require`;
      expect(read(text)).toEqual({
        user: 'anna',
        password,
        host: 'db.example',
        port: '5432',
        dbname: 'auth',
        sslmode: 'require',
      });
    },
  );

  it('percent-encoded characters are decoded, also a user name with an @', () => {
    expect(read('postgres://a%40b:%25%2F%C3%BC@h')).toEqual({ user: 'a@b', password: '%/ü', host: 'h' }); // prettier-ignore
    expect(read('postgres://anna@server:p@h')).toEqual({ user: 'anna@server', password: 'p', host: 'h' }); // prettier-ignore
  });

  it.each([
    ['a%41%', 'a % that begins no percent-encoded character'],
    ['a%E9', 'is none in UTF-8'],
    ['a%00', 'is none in UTF-8'],
    ['12?a=1', 'more than one way'],
    ['a@x/y?b=1#', 'more than one way'],
  ])('an ambiguous password %s is refused with advice and without the password', (password, why) => {
    const message = messageOf(`postgres://anna:${password}@h2?d=1`);
    expect(message).toContain(why);
    expect(message).toContain('percent-encode');
    expect(message).not.toContain(password);
  }); // prettier-ignore

  it('every unknown parameter is refused by its name', () => {
    expect(messageOf('postgres://h/d?schema=x&foo=1&sslmode=no-verify')).toBe(
      'has the parameter "schema", which PostgreSQL\'s clients do not know; use options=-csearch_path=…; ' +
        'has the parameter "foo", which PostgreSQL\'s clients do not know; ' +
        'has the parameter sslmode, which must be one of disable, allow, prefer, require, verify-ca, verify-full (no-verify of node-postgres is `require`)',
    );
    expect(messageOf('host=h constructor=1')).toContain('"constructor"');
  });

  it.each([
    ['tcp_user_timeout=5', 'tcp_user_timeout'],
    ['gssencmode=require', 'gssencmode'],
    ['require_auth=gss', 'require_auth'],
    ['require_auth=md5,!none', 'require_auth'],
    ['requirepeer=root', 'requirepeer'],
    ['keepalives_count=3', 'keepalives_count'],
    ['target_session_attrs=master', 'target_session_attrs'],
    ['connect_timeout=5s', 'connect_timeout'],
    ['port=0', 'port'],
    ['port=1,2', 'port'],
    ['hostaddr=::1,::2', 'hostaddr'],
    ['sslrootcert=system&sslmode=require', 'sslrootcert=system'],
    ['sslnegotiation=direct', 'sslnegotiation=direct'],
    ['service=none-of-this-name', 'service'],
    ['ssl=false', 'ssl'],
  ])('the unsupported %s is refused by the name of the parameter', (query, name) => {
    expect(messageOf(`postgres://h/d?${query}`)).toContain(name);
  });

  it.each(['mysql://h', 'http://h', 'h', '/var/run/postgresql db', 'postgres//h', 'postgres://h:abc/d', "host='h"])(
    '%s is no connection string',
    (text) => expect(messageOf(text)).toMatch(/must (?:be|look)/),
  ); // prettier-ignore
});

describe('what the address lacks', () => {
  it('missing parameters come from the variables of libpq, whose problems are reported by name', () => {
    const variables = { PGHOST: 'other', PGUSER: 'u', PGPASSWORD: 'p#%/', PGSSLMODE: 'require', PGAPPNAME: 'x' }; // prettier-ignore
    expect(read('postgres://h/d', variables)).toEqual({
      host: 'h',
      dbname: 'd',
      user: 'u',
      password: 'p#%/',
      sslmode: 'require',
      application_name: 'x',
    });
    expect(
      problemsOf('postgres://h', { PGSSLMODE: 'on', PGPORT: 'x' }).map(({ variable }) => variable),
    ).toEqual(['PGPORT', 'PGSSLMODE']);
  });

  it('every variable of libpq belongs to one parameter', () => {
    const named = Object.values(PARAMETERS).flatMap(({ variable }) => variable ?? []);
    expect(new Set(named).size).toBe(named.length);
    expect(named).toEqual(expect.arrayContaining(['PGTARGETSESSIONATTRS', 'PGCONNECT_TIMEOUT']));
  });

  describe('and in files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gh-libpq-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('parameters of a service take precedence over variables', () => {
      const PGSERVICEFILE = join(folder, 'services');
      writeFileSync(PGSERVICEFILE, '# ours\n[other]\nhost=no\n[auth]\nhost=h\nuser=u\n\n[last]\n');
      const variables = { PGSERVICEFILE, PGUSER: 'other', PGDATABASE: 'd' };
      expect(read('service=auth', variables)).toEqual({ host: 'h', user: 'u', dbname: 'd' });
      expect(read('postgres://me@?service=auth', variables)).toMatchObject({ host: 'h', user: 'me' }); // prettier-ignore
      const [problem] = problemsOf('service=nobody', variables);
      expect(problem?.message).toContain(PGSERVICEFILE);
    });

    it('the password comes from the first matching line of the password file', () => {
      const question = { host: 'h', port: 5432, database: 'd:b', user: 'u' };
      const text = '# x\nh:1:*:u:no\nh:5432:d\\:b:u:p\\:a\\\\s:s\n*:*:*:*:late\n';
      expect(findPassword(text, question)).toBe('p:a\\s:s');
      expect(findPassword(text, { ...question, user: 'x' })).toBe('late');
      const file = join(folder, 'pass');
      writeFileSync(file, '*:*:*:*:secret', { mode: 0o600 });
      expect(readPassword(file, question)).toBe('secret');
      chmodSync(file, 0o644);
      expect(() => readPassword(file, question)).toThrow(/chmod 600/);
    });
  });
});

describe('the plan of a connection', () => {
  it('a connection plan has a port and an address for each host, in order', () => {
    const { hosts } = planOf(read('postgres://a:1,b/?hostaddr=10.0.0.1,'));
    expect(hosts).toEqual([
      { name: 'a', address: '10.0.0.1', port: 1, isSocket: false },
      { name: 'b', address: 'b', port: 5432, isSocket: false },
    ]);
    expect(planOf(read('postgres://a,b:7/?port=9')).hosts.map(({ port }) => port)).toEqual([9, 9]);
  });

  it('with load_balance_hosts a connection plan has each host once, in any order', () => {
    const { hosts } = planOf(read('postgres://a,b,c/?load_balance_hosts=random'));
    expect(hosts.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
  });

  it('prefer-standby tries standbys first', () => {
    expect(planOf(read('postgres://a?target_session_attrs=prefer-standby')).sessions).toEqual(['standby', 'any']); // prettier-ignore
  });
});
