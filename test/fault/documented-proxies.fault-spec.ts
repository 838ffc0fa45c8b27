import { request } from 'node:https';
import { parseEnv } from 'node:util';
import { freePort } from '#libs/database';
import {
  createTestDatabase,
  eventually,
  HttpClient,
  runGatehouse,
  startServerProcess,
  temporaryFolder,
  testEnvironment,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, UNLIMITED } from '../support/accounts.js';
import { documented, DocumentedProxy } from '../support/documented-proxy.js';
import { hasProxy, type ProxyName } from '../support/running-proxy.js';
import { serviceToken } from '../support/service-token.js';

const A_MINUTE = 60_000;
const FORGED = '203.0.113.66';

/** CI must have the programs: a suite that skips itself there would prove nothing. */
const mustRun = process.env['CI'] !== undefined;
const where = (name: ProxyName) => (mustRun || hasProxy(name) ? describe : describe.skip);

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly finding: string;
}

describe.each<ProxyName>(['haproxy', 'nginx'])('the example of docs/running.md for %s', (name) => {
  where(name)(`(skipped where ${name} is not installed)`, () => {
    let database: TestDatabase;
    let accounts: Accounts;
    let server: ServerProcess;
    let proxy: DocumentedProxy;
    let env: Record<string, string>;

    beforeAll(async () => {
      database = await createTestDatabase();
      accounts = new Accounts(database.url);
      const tls = await freePort();
      env = {
        ...(parseEnv(documented('env')) as Record<string, string>),
        // The host of the certificate that the test has created.
        APP_BASE_URL: `https://localhost:${tls}`,
        ...UNLIMITED,
        LOG_LEVEL: 'debug',
        LOG_FORMAT: 'json',
      };
      server = await startServerProcess({ databaseUrl: database.url, env });
      proxy = await DocumentedProxy.start(name, new URL(server.url).host, tls);
      await eventually(async () => (await call('/health/live')).status === 200);
    }, 2 * A_MINUTE);
    afterAll(async () => {
      await proxy?.stop();
      await server?.kill();
      await accounts?.close();
      await database?.drop();
    });

    const call = (path: string, headers: Record<string, string> = {}) =>
      new Promise<{ status: number; text: string; hangUp: () => void }>((resolve, reject) => {
        const { tlsPort: port, certificate: ca } = proxy;
        const asked = request({ host: 'localhost', family: 4, port, ca, path, headers, agent: false }, (answer) => {
          const status = answer.statusCode ?? 0;
          answer.once('data', (chunk: Buffer) =>
            resolve({ status, text: chunk.toString(), hangUp: () => asked.destroy() }),
          );
          answer.on('error', () => undefined);
        }); // prettier-ignore
        asked.on('error', reject).end();
      });
    const eventOf = (id: string) =>
      eventually(() => {
        const line = server.output.split('\n').find((one) => one.includes(`"request_id":"${id}"`));
        return line ? (JSON.parse(line) as { ip: string; status: number }) : false;
      });

    it('the proxy leads to the server by https alone, and a client cannot choose its own address', async () => {
      const headers = { 'x-forwarded-for': FORGED, 'x-request-id': `forged-${name}` };
      expect((await call('/health/live', headers)).status).toBe(200);
      expect((await eventOf(`forged-${name}`)).ip).toBe('127.0.0.1');
      const plain = new HttpClient(`http://127.0.0.1:${proxy.plainPort}`);
      const { status, headers: said } = await plain.get('/docs');
      plain.hangUp();
      expect([status, said['location']]).toEqual([301, expect.stringMatching(/^https:\/\//)]);
    });

    it(
      'the doctor on the host of the proxy finds no problem',
      async () => {
        const common = testEnvironment({
          databaseUrl: database.url,
          dataDir: temporaryFolder('doctor'),
          env,
        });
        const trusting = { ...common, NODE_EXTRA_CA_CERTS: proxy.certificateFile };
        const { stdout } = await runGatehouse(['doctor', '--json'], { env: trusting });
        const { findings } = JSON.parse(stdout) as { findings: Finding[] };
        const asked = findings.filter(({ check }) => ['issuer', 'proxy'].includes(check));
        expect(asked).toMatchObject([{ status: 'ok' }, { status: 'ok' }]);
        expect(findings.filter(({ status }) => status === 'problem')).toEqual([]);
      },
      A_MINUTE,
    );

    it('the proxy passes on each event of the feed as it comes, and the end of a client that leaves', async () => {
      const token = await serviceToken(server, accounts, `documented-${name}`);
      const id = `feed-${name}`;
      const headers = { authorization: `Bearer ${token}`, 'x-request-id': id };
      const feed = await call('/api/guard/feed', headers);
      expect(feed.text).toContain('event: hello');
      feed.hangUp();
      expect((await eventOf(id)).status).toBe(499);
    });
  });
});
