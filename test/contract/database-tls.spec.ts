import { createServer, type Server } from 'node:http';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createServer as createNetServer,
  type AddressInfo,
  type Server as NetServer,
} from 'node:net';
import { explainConnection, PostgresClient } from '#libs/migrator';
import {
  CertificateAuthority,
  PostgresProcess,
  temporaryFolder,
  type IssuedCertificate,
} from '#libs/testing';
import { withFixture } from '../support/with-fixture.js';

const HBA = `
local   all all scram-sha-256
hostssl all by_certificate all cert
hostssl all only_tls all scram-sha-256
hostnossl all only_plain all scram-sha-256
host all by_password all password
host all only_tls all reject
host all only_plain all reject
host all all all scram-sha-256
`;

/** The properties of a connection, or the code and message of its failure. */
async function outcome(connectionString: string): Promise<string> {
  const client = new PostgresClient({ connectionString, connectionTimeoutMillis: 20_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ ssl: boolean; version: string | null }>(
      'SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    return rows[0]?.ssl ? `${rows[0].version}` : 'plain';
  } catch (error) {
    return `${(error as { code?: string }).code}: ${explainConnection(error).words}`;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const listening = async <T extends NetServer>(server: T): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

describe('a connection to PostgreSQL', () => {
  let authority: CertificateAuthority;
  let stranger: CertificateAuthority;
  let server: PostgresProcess;
  let serverCertificate: IssuedCertificate;
  let address: (query: string, user?: string, host?: string) => string;

  withFixture(async (opened) => {
    authority = new CertificateAuthority();
    stranger = new CertificateAuthority('Another authority');
    server = opened.add(await PostgresProcess.start());
    serverCertificate = authority.issue('server', ['DNS:localhost']);
    const files = {
      ssl_cert_file: server.addFile('server.crt', serverCertificate.cert),
      ssl_key_file: server.addFile('server.key', serverCertificate.key),
      ssl_ca_file: server.addFile('ca.crt', readFileSync(authority.certFile)),
    };
    const admin = new PostgresClient({ connectionString: server.url });
    await admin.connect();
    for (const name of ['by_certificate', 'only_tls', 'only_plain', 'by_password', 'anna']) {
      await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret'`);
    }
    server.addFile('pg_hba.conf', HBA);
    for (const [name, file] of Object.entries(files)) {
      await admin.query(`ALTER SYSTEM SET ${name} = '${file}'`);
    }
    await admin.query('ALTER SYSTEM SET ssl = on');
    await admin.query('SELECT pg_reload_conf()');
    await admin.end();
    address = (query, user = 'anna', host = 'localhost') =>
      `postgres://${user}:secret@${host}:${server.port}/postgres?${query}`;
    // The server has loaded its new settings once it offers TLS.
    const until = Date.now() + 60_000;
    while ((await outcome(address('sslmode=require'))) === 'NO_TLS: it speaks no TLS, which sslmode demands' && Date.now() < until); // prettier-ignore
  });

  const ca = () => `sslrootcert=${authority.certFile}`;

  it('A connection to PostgreSQL is encrypted where TLS is offered, unless sslmode forbids it', async () => {
    expect(await outcome(address(''))).toMatch(/^TLSv1/);
    expect(await outcome(address('sslmode=prefer'))).toMatch(/^TLSv1/);
    expect(await outcome(address('sslmode=require'))).toMatch(/^TLSv1/);
    expect(await outcome(address('sslmode=disable'))).toBe('plain');
    expect(await outcome(address('sslmode=allow'))).toBe('plain');
  });

  it('A connection to PostgreSQL uses the other mode by allow and prefer where the server demands it', async () => {
    expect(await outcome(address('sslmode=allow', 'only_tls'))).toMatch(/^TLSv1/);
    expect(await outcome(address('sslmode=disable', 'only_tls'))).toMatch(/^28000: /);
    expect(await outcome(address('sslmode=prefer', 'only_plain'))).toBe('plain');
    expect(await outcome(address('sslmode=require', 'only_plain'))).toMatch(/^28000: /);
  });

  it('A connection to PostgreSQL reports the wrong password, and not the failure of the second try', async () => {
    for (const mode of ['prefer', 'allow', 'require']) {
      const text = address(`sslmode=${mode}&password=wrong`, 'only_tls');
      expect(await outcome(text)).toBe('28P01: it refuses the user name or the password in DATABASE_URL'); // prettier-ignore
    }
  });

  it('A connection to PostgreSQL checks the chain by verify-ca, and also the name by verify-full', async () => {
    expect(await outcome(address(`sslmode=verify-full&${ca()}`))).toMatch(/^TLSv1/);
    expect(await outcome(address(`sslmode=verify-ca&${ca()}`, 'anna', '127.0.0.1'))).toMatch(/^TLSv1/); // prettier-ignore
    expect(await outcome(address(`sslmode=verify-full&${ca()}`, 'anna', '127.0.0.1'))).toBe(
      'TLS_FAILED: TLS fails: its certificate is of another host name',
    );
    expect(await outcome(address(`sslmode=verify-full&${ca()}&hostaddr=127.0.0.1`))).toMatch(/^TLSv1/); // prettier-ignore
  });

  it('A connection to PostgreSQL refuses a certificate of another authority, by require too when one is named', async () => {
    for (const mode of ['verify-ca', 'verify-full', 'require']) {
      const other = await outcome(address(`sslmode=${mode}&sslrootcert=${stranger.certFile}`));
      expect(other).toMatch(/^TLS_FAILED: .*sslrootcert/);
    }
    expect(await outcome(address('sslrootcert=system'))).toMatch(/^TLS_FAILED: /);
    expect(await outcome(address('sslmode=verify-full'))).toMatch(/^TLS_FILE: .*sslrootcert/);
    expect(await outcome(address('sslmode=verify-full&sslrootcert=/none'))).toBe(
      'TLS_FILE: sslrootcert names /none, which cannot be read (ENOENT)',
    );
  });

  it('A connection to PostgreSQL authenticates by a certificate, whose key may have a password and must be private', async () => {
    const own = authority.issue('by_certificate');
    const base = `sslmode=verify-full&${ca()}&sslcert=${own.certFile}&sslkey=`;
    const with_ = (key: string, more = '') => outcome(address(`${base}${key}${more}`, 'by_certificate')); // prettier-ignore
    expect(await with_(own.keyFile)).toMatch(/^TLSv1/);
    const encrypted = authority.encryptKey(own, 'open sesame');
    expect(await with_(encrypted, '&sslpassword=open%20sesame')).toMatch(/^TLSv1/);
    expect(await with_(encrypted, '&sslpassword=wrong')).toMatch(/^TLS_FILE: /);
    expect(await outcome(address('sslmode=require', 'by_certificate'))).toMatch(/^28000: /);
    chmodSync(own.keyFile, 0o644);
    expect(await with_(own.keyFile)).toMatch(/^TLS_FILE: .*chmod 600/);
  });

  it('A connection to PostgreSQL refuses a server whose certificate was revoked', async () => {
    expect(await outcome(address(`sslmode=verify-ca&${ca()}&sslcrl=${authority.revoke()}`))).toMatch(/^TLSv1/); // prettier-ignore
    const list = authority.revoke(serverCertificate);
    expect(await outcome(address(`sslmode=verify-ca&${ca()}&sslcrl=${list}`))).toBe(
      'TLS_FAILED: TLS fails: its certificate was revoked',
    );
  });

  it('A connection to PostgreSQL uses only the TLS versions that are configured', async () => {
    expect(await outcome(address('sslmode=require&ssl_max_protocol_version=TLSv1.2'))).toBe('TLSv1.2'); // prettier-ignore
    expect(await outcome(address('sslmode=require&ssl_min_protocol_version=TLSv1.3'))).toBe('TLSv1.3'); // prettier-ignore
  });

  it('A connection to PostgreSQL binds the channel and allows only the named methods before the password is sent', async () => {
    expect(await outcome(address('sslmode=require&channel_binding=require'))).toMatch(/^TLSv1/);
    expect(await outcome(address('sslmode=disable&channel_binding=require'))).toMatch(/^CHANNEL_BINDING: /); // prettier-ignore
    expect(await outcome(address('require_auth=scram-sha-256'))).toMatch(/^TLSv1/);
    expect(await outcome(address('require_auth=!password', 'by_password'))).toMatch(/^AUTH_METHOD: .*password/); // prettier-ignore
    expect(await outcome(address('require_auth=md5,password'))).toMatch(/^AUTH_METHOD: .*scram/);
  });

  it('A connection to PostgreSQL reads its password from a file', async () => {
    const file = join(temporaryFolder('pass'), 'pgpass');
    writeFileSync(file, `localhost:${server.port}:postgres:anna:secret\n`, { mode: 0o600 });
    const text = (name: string) => `host=localhost port=${server.port} dbname=postgres user=anna passfile=${name}`; // prettier-ignore
    expect(await outcome(text(file))).toMatch(/^TLSv1/);
    expect(await outcome(text('/none'))).toMatch(/^PASSWORD_FILE: .*\/none/);
    writeFileSync(file, 'other:*:*:*:secret\n');
    expect(await outcome(text(file))).toBe('NO_PASSWORD: it asks for a password, and none is given');
  }); // prettier-ignore

  it('A connection to PostgreSQL uses the name and the options of the address', async () => {
    const client = new PostgresClient({
      connectionString: address('application_name=mine&options=-c%20work_mem%3D5MB'),
      application_name: 'ours',
    });
    await client.connect();
    const { rows } = await client.query("SELECT current_setting('application_name') AS name, current_setting('work_mem') AS memory"); // prettier-ignore
    await client.end();
    expect(rows).toEqual([{ name: 'mine', memory: '5MB' }]);
  });

  it('A connection to PostgreSQL reports an absent database, and a program that is not PostgreSQL', async () => {
    expect(await outcome(address('dbname=nowhere'))).toBe('3D000: it has no database of this name; create it first'); // prettier-ignore
    const web = createServer((_, response) => response.end());
    const alert = Buffer.from([0x15, 3, 1, 0, 2, 2, 70]);
    const encrypted = createNetServer((socket) => socket.once('data', () => socket.end(alert)));
    const tell = (port: number, query: string) => outcome(`postgres://u:p@127.0.0.1:${port}/d?${query}`); // prettier-ignore
    try {
      const port = await listening<Server>(web);
      expect(await tell(port, 'sslmode=disable')).toBe('WRONG_PROTOCOL: an HTTP server answers there, and not PostgreSQL'); // prettier-ignore
      expect(await tell(port, '')).toMatch(/^WRONG_PROTOCOL/);
      const tlsPort = await listening(encrypted);
      expect(await tell(tlsPort, 'sslmode=require')).toMatch(/^TLS_ONLY: .*sslnegotiation=direct/);
    } finally {
      web.close();
      encrypted.close();
    }
  });
});

describe('a connection to one of several servers', () => {
  let primary: PostgresProcess;
  let standby: PostgresProcess;

  beforeAll(async () => {
    primary = await PostgresProcess.start();
    standby = await PostgresProcess.start();
    await standby.stop();
    standby.demote();
    await standby.start();
  });
  afterAll(async () => {
    await Promise.all([primary?.stop(), standby?.stop()]);
  });

  const text = (ports: readonly number[], query = '') => {
    const { username, password } = new URL(primary.url);
    const passfile = join(temporaryFolder('pass'), 'pgpass');
    const lines = [primary, standby].map(({ port, url }) => `*:${port}:*:*:${decodeURIComponent(new URL(url).password)}`); // prettier-ignore
    writeFileSync(passfile, lines.join('\n'), { mode: 0o600 });
    expect(password).not.toBe('');
    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
    return `postgres://${username}@${hosts}/postgres?passfile=${passfile}&${query}`;
  };
  const portOf = async (connectionString: string): Promise<unknown> => {
    const client = new PostgresClient({ connectionString, connectionTimeoutMillis: 20_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ port: number }>('SELECT inet_server_port() AS port');
      return rows[0]?.port;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  it('A connection to several PostgreSQL servers uses the first that answers', async () => {
    expect(await portOf(text([1, standby.port, primary.port]))).toBe(standby.port);
    expect(await portOf(text([primary.port, standby.port]))).toBe(primary.port);
  });

  it('A connection to several PostgreSQL servers uses the first of the wanted kind', async () => {
    const both = [standby.port, primary.port];
    const wanted = (session: string) => portOf(text(both, `target_session_attrs=${session}`));
    expect(await wanted('read-write')).toBe(primary.port);
    expect(await wanted('primary')).toBe(primary.port);
    expect(await wanted('standby')).toBe(standby.port);
    expect(await wanted('read-only')).toBe(standby.port);
    expect(await portOf(text([...both].reverse(), 'target_session_attrs=prefer-standby'))).toBe(standby.port); // prettier-ignore
    expect(await portOf(text([primary.port], 'target_session_attrs=prefer-standby'))).toBe(primary.port); // prettier-ignore
  });

  it('A connection to several PostgreSQL servers reports for each server why it was not used', async () => {
    const failure = await portOf(text([1, standby.port], 'target_session_attrs=read-write'));
    expect(failure).toBe(
      `127.0.0.1:1: nothing answers there; 127.0.0.1:${standby.port}: it is a standby, and target_session_attrs wants read-write`,
    );
  });
});
