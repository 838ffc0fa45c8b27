import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PostgresClient } from '#libs/migrator';
import {
  CertificateAuthority,
  PostgresProcess,
  runGatehouse,
  startServerProcess,
  type ServerProcess,
} from '#libs/testing';
import { MigrationFolder } from '../migrations/support/migration-folder.js';
import { MigratorProgram } from '../migrations/support/migrator-program.js';

/** Each test starts three processes, or more. */
jest.setTimeout(240_000);

const SECRET_KEY = 'f3Qz8-vKp0Lr2Xw9Ty6Ub1Ne5Ma4Hs7J';
/** A password that may appear nowhere. */
const PASSWORD = 'a%b/c#d@e?f:g';

/** What the server, the command line and the migrator do with one environment. */
describe('a database that is named by a URL', () => {
  const migrator = new MigratorProgram();
  let folder: MigrationFolder;
  let postgres: PostgresProcess;
  let authority: CertificateAuthority;
  let server: ServerProcess | undefined;
  let good: string;

  beforeAll(async () => {
    folder = new MigrationFolder();
    folder.addTable('20260101000000', 'a');
    authority = new CertificateAuthority();
    postgres = await PostgresProcess.start();
    const { cert, key } = authority.issue('database', ['DNS:localhost']);
    const admin = new PostgresClient({ connectionString: postgres.url });
    await admin.connect();
    await admin.query(`CREATE ROLE anna LOGIN PASSWORD '${PASSWORD}'`);
    await admin.query('CREATE DATABASE auth OWNER anna');
    const files = { ssl_cert_file: postgres.addFile('own.crt', cert), ssl_key_file: postgres.addFile('own.key', key) }; // prettier-ignore
    postgres.addFile('pg_hba.conf', 'hostssl all all all scram-sha-256\n');
    for (const [name, file] of Object.entries(files)) {
      await admin.query(`ALTER SYSTEM SET ${name} = '${file}'`);
    }
    await admin.query('ALTER SYSTEM SET ssl = on');
    await admin.end();
    await postgres.stop();
    await postgres.start();
    good = `localhost:${postgres.port}/auth?sslmode=verify-full&sslrootcert=${authority.certFile}`;
  });
  afterEach(() => server?.kill());
  afterAll(async () => {
    folder?.remove();
    migrator.remove();
    await postgres?.stop();
  });

  const address = (rest: string, password = PASSWORD) =>
    `postgresql+psycopg2://anna:${password}@${rest}`;
  const withoutServer = async (env: Record<string, string>) => {
    const both = await Promise.all([
      runGatehouse(['migrate', 'status'], { env: { SECRET_KEY, ...env } }),
      migrator.run(['status'], { ...env, MIGRATIONS_DIR: folder.dir }),
    ]);
    return both.map(({ code, stdout, stderr }) => ({ code, output: stdout + stderr }));
  };
  const outcomes = async (env: Record<string, string>) => {
    server = await startServerProcess({ env: { SECRET_KEY, ...env }, until: 'none' });
    const [{ code }, others] = await Promise.all([server.exited, withoutServer(env)]);
    return [{ code, output: server.output }, ...others];
  };

  it('server, command line and migrator use a database over TLS, with a password that is not percent-encoded', async () => {
    const env = { DATABASE_URL: address(good) };
    server = await startServerProcess({ env: { SECRET_KEY, ...env } });
    const [command, own] = await withoutServer(env);
    expect(command).toMatchObject({ code: 0 });
    expect(own?.output).toContain('20260101000000-a');
    const doctor = await runGatehouse(['doctor'], { env: { SECRET_KEY, ...env } });
    expect(doctor.stdout).toMatch(/PostgreSQL \d+/);
  });

  it('server, command line and migrator read the variables of libpq, and never use the embedded database then', async () => {
    const env = {
      PGHOST: '127.0.0.1,localhost',
      PGPORT: `1,${postgres.port}`,
      PGUSER: 'anna',
      PGPASSWORD: PASSWORD,
      PGDATABASE: 'auth',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: authority.certFile,
      PGTARGETSESSIONATTRS: 'read-write',
    };
    server = await startServerProcess({ env: { SECRET_KEY, ...env } });
    expect(server.output).not.toContain('embedded');
    const [command, own] = await withoutServer(env);
    expect(command).toMatchObject({ code: 0 });
    expect(own?.output).toContain('20260101000000-a');
  });

  it.each([
    ['a parameter is unknown', () => address(`${good}&foo=1`), '"foo"'],
    ['a parameter is not supported', () => address(`${good}&tcp_user_timeout=9`), 'tcp_user_timeout'], // prettier-ignore
    ['the password is half encoded', () => address(good, 'a%41%b'), 'percent-encode'],
  ])(
    'server, command line and migrator refuse a database address by the name of its variable when %s',
    async (_, url, words) => {
      for (const { code, output } of await outcomes({ DATABASE_URL: url() })) {
        expect(code).not.toBe(0);
        expect(output).toContain('DATABASE_URL');
        expect(output).toContain(words);
        expect(output).not.toMatch(/\n\s+at |a%41%b|e\?f:g/);
      }
    },
  );

  it.each([
    ['the password is wrong', () => address(good, 'wrong'), 'it refuses the user name or the password in DATABASE_URL'],
    ['the database is missing', () => address(good.replace('/auth', '/none')), 'it has no database of this name; create it first'],
    ['the certificate is of another authority', () => address(good.replace(authority.certFile, new CertificateAuthority().certFile)), 'TLS fails: its certificate is of an authority that sslrootcert does not name'],
    ['TLS is not spoken', () => address(good.replace(/\?.*/, '?sslmode=disable')), 'it does not let this user connect from here'],
  ])('server, command line and migrator report a database in the same words, at once, when %s', async (_, url, words) => {
    const all = await outcomes({ DATABASE_URL: url() });
    expect(all).toHaveLength(3);
    for (const { code, output } of all) {
      expect(code).not.toBe(0);
      expect(output).toContain('The database ');
      expect(output).toContain(`cannot be used: ${words}`);
      expect(output).not.toMatch(/Waiting for the database|e\?f:g|wrong/);
    }
  }); // prettier-ignore

  it('server, command line and migrator do not wait for a database where an HTTP server answers', async () => {
    const web = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    try {
      for (const { output } of await outcomes({ DATABASE_URL: `postgres://u@127.0.0.1:${port}/d` })) {
        expect(output).toContain('an HTTP server answers there, and not PostgreSQL');
        expect(output).not.toContain('Waiting');
      }
    } finally {
      web.close();
    }
  }); // prettier-ignore

  it('server, command line and migrator wait for a database that is not up yet', async () => {
    await postgres.stop();
    server = await startServerProcess({
      env: { SECRET_KEY, DATABASE_URL: address(good) },
      until: 'none',
    });
    const waiting = server;
    while (!waiting.output.includes('Waiting for the database')) {
      if (waiting.child.exitCode !== null) throw new Error(waiting.output);
      await new Promise((resolve) => waiting.child.stderr?.once('data', resolve));
    }
    await postgres.start();
    await waiting.waitUntil('ready', 60_000);
    expect(waiting.output).toContain(`auth at localhost:${postgres.port}: nothing answers there`);
  });
});
