import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#libs/database';
import {
  createTestDatabase,
  eventually,
  HttpClient,
  runGatehouse,
  startServerProcess,
  testEnvironment,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { rawRequest } from '../e2e/support/raw-http.js';

const nginx = (port: number, upstream: string, dir: string) => `
daemon off; pid ${dir}/nginx.pid; error_log ${dir}/error.log;
events {}
http {
  access_log off; client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy;
  fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
  upstream gatehouse { server ${upstream}; keepalive 4; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://gatehouse; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header User-Agent seen-by-proxy;
    }
  }
}`;

const haproxy = (port: number, upstream: string) => `
defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
  option forwardfor
  http-reuse always
frontend in
  bind 127.0.0.1:${port}
  http-request set-header User-Agent seen-by-proxy
  default_backend gatehouse
backend gatehouse
  server one ${upstream}
`;

const PROXIES = {
  nginx: { program: '/usr/sbin/nginx', flag: '-c', render: nginx },
  haproxy: { program: '/usr/sbin/haproxy', flag: '-f', render: haproxy },
};

/** A request hidden in the body of another; the log would show its id. */
const HIDDEN = 'GET /health/live HTTP/1.1\r\nHost: x\r\nX-Request-Id: smuggled\r\n\r\n';
const HEAD = 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

const SMUGGLED: [string, string][] = [
  [
    'a length and chunks',
    `${HEAD}Content-Length: ${5 + HIDDEN.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    'chunks and a shorter length',
    `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\n{\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['two lengths', `${HEAD}Content-Length: 0\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`],
  ['a length with a sign', `${HEAD}Content-Length: +0\r\n\r\n${HIDDEN}`],
  [
    'a coding in disguise',
    `${HEAD}Content-Length: ${HIDDEN.length}\r\nTransfer-Encoding : chunked\r\n\r\n${HIDDEN}`,
  ],
  [
    'a coding behind a tab',
    `${HEAD}Content-Length: ${HIDDEN.length}\r\nTransfer-Encoding:\tchunked\r\n\r\n${HIDDEN}`,
  ],
  [
    'an unknown coding',
    `${HEAD}Content-Length: ${HIDDEN.length}\r\nTransfer-Encoding: xchunked\r\n\r\n${HIDDEN}`,
  ],
  [
    'two codings',
    `${HEAD}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['bare line feeds', `${HEAD.replaceAll('\r\n', '\n')}Content-Length: 0\n\n${HIDDEN}`],
  [
    'a folded header',
    `${HEAD}X: a\r\n Content-Length: ${HIDDEN.length}\r\nContent-Length: 0\r\n\r\n${HIDDEN}`,
  ],
  [
    'a chunk size with an overflow',
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n100000000000000000000\r\n\r\n${HIDDEN}`,
  ],
  [
    'a chunk extension with a line feed',
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n0;a\nb\r\n\r\n${HIDDEN}`,
  ],
];

describe.each(['nginx', 'haproxy'] as const)('behind %s', (name) => {
  let database: TestDatabase;
  let server: ServerProcess;
  let proxy: ChildProcess;
  let port: number;
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-proxy-'));

  beforeAll(async () => {
    database = await createTestDatabase();
    const env = { TRUST_PROXY: '1', LOG_LEVEL: 'debug', LOG_FORMAT: 'json' };
    server = await startServerProcess({ databaseUrl: database.url, env });
    port = await freePort();
    const { program, flag, render } = PROXIES[name];
    const file = join(dir, 'proxy.conf');
    writeFileSync(file, render(port, new URL(server.url).host, dir));
    proxy = spawn(program, [flag, file], { stdio: 'ignore' });
    await eventually(async () => (await client().get('/health/live')).status === 200);
  });
  afterAll(async () => {
    proxy.kill('SIGTERM');
    await server.kill();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const client = () => new HttpClient(`http://127.0.0.1:${port}`);
  const eventOf = (id: string) =>
    eventually(() => {
      const line = server.output.split('\n').find((one) => one.includes(`"request_id":"${id}"`));
      return line ? (JSON.parse(line) as { ip: string }) : false;
    });

  it.each(SMUGGLED)('behind a proxy no request hides in another: %s', async (_what, bytes) => {
    const id = `after-${Math.floor(performance.now() * 1000)}`;
    // The proxy may keep the connection; the test asks only what reaches the server.
    await rawRequest(port, bytes, 1_500).catch(() => '');
    // The next requests use the proxy's kept connections: a remainder of the first would precede them.
    for (let count = 0; count < 6; count += 1) {
      const answer = await client().get('/health/live', { headers: { 'x-request-id': id } });
      expect(answer).toMatchObject({ status: 200, body: { status: 'up' } });
      expect(answer.headers['x-request-id']).toBe(id);
    }
    await eventOf(id);
    expect(unseen()).toEqual([]);
  });

  /** Requests that the server has logged and the proxy has not: they arrived inside other requests. */
  const unseen = () =>
    server.output
      .split('\n')
      .filter((line) => line.includes('"request_id":"smuggled"'))
      .filter((line) => !line.includes('"user_agent":"seen-by-proxy"'));

  it('behind a proxy the address of a client is the one that the proxy saw, not one that the client wrote', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.66', 'x-request-id': `forged-${name}` };
    await client().get('/health/live', { headers });
    expect((await eventOf(`forged-${name}`)).ip).toBe('127.0.0.1');
  });

  it('the doctor on the host of a proxy that appends to the header finds it in order', async () => {
    const env = { TRUST_PROXY: '1', APP_BASE_URL: client().url };
    const common = testEnvironment({ databaseUrl: database.url, dataDir: dir, env });
    const { stdout } = await runGatehouse(['doctor', '--json'], { env: common });
    const { findings } = JSON.parse(stdout) as { findings: { check: string; status: string }[] };
    expect(findings.filter(({ check }) => check === 'proxy')).toMatchObject([{ status: 'ok' }]);
  }, 60_000);
});
