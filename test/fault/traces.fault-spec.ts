import {
  createTestDatabase,
  eventually,
  startRedis,
  startServerProcess,
  startTraceCollector,
  type CollectedSpan,
  type RedisServer,
  type ServerProcess,
  type TestDatabase,
  type TraceCollector,
} from '#libs/testing';
import { Accounts, anEmail, OTHER_PASSWORD, PASSWORD, signIn } from '../support/accounts.js';
import { telemetryOf, TELLS_PACKAGES } from '../support/loaded-packages.js';

const MINUTE = 60_000;
const SERVER = 2;
const CLIENT = 3;
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

describe('traces', () => {
  let database: TestDatabase;
  let accounts: Accounts;
  let redis: RedisServer;
  let collector: TraceCollector;
  let server: ServerProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    redis = await startRedis();
    collector = await startTraceCollector();
    const env = {
      ...collector.env,
      OTEL_SERVICE_NAME: 'gatehouse-under-test',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=a%20key',
      REDIS_URL: redis.url,
      RATE_LIMIT_ENABLED: 'true',
      ...TELLS_PACKAGES,
    };
    server = await startServerProcess({ databaseUrl: database.url, env });
  }, 2 * MINUTE);
  afterAll(async () => {
    await server?.kill();
    await collector?.close();
    await redis?.stop();
    await accounts?.close();
    await database?.drop();
  });

  /** The span of a request that was sent with this id. */
  const spanOf = (requestId: string) =>
    collector.waitFor(({ attributes }) => attributes['gatehouse.request_id'] === requestId);

  const traced = async (path: string, requestId: string, traceparent?: string) => {
    const headers = { 'x-request-id': requestId, ...(traceparent && { traceparent }) };
    await server.get(path, { headers });
    return spanOf(requestId);
  };

  it('a trace shows a request’s route, its answer, and what it waited for', async () => {
    const account = await accounts.create();
    const { access_token: token } = await signIn(server, account);
    const headers = { 'x-request-id': 'the-one-of-the-profile' };
    expect(await server.get('/api/auth/me', { token, headers })).toMatchObject({ status: 200 });
    const request = await spanOf('the-one-of-the-profile');
    expect(request).toMatchObject({
      name: 'GET /api/auth/me',
      kind: SERVER,
      isError: false,
      parentSpanId: undefined,
      resource: { 'service.name': 'gatehouse-under-test' },
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/api/auth/me',
        'http.response.status_code': 200,
      },
    });
    const parts = await eventually(() => {
      const found = collector.childrenOf(request);
      const systems = new Set(found.map(({ attributes }) => attributes['db.system.name']));
      return systems.size === 2 && found;
    });
    expect(parts.every(({ kind, isError }) => kind === CLIENT && !isError)).toBe(true);
    expect(parts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['SELECT sessions', 'EVALSHA']),
    );
    expect(collector.headers).toMatchObject({ 'x-collector-key': 'a key' });
  });

  it('a trace includes the work after a body was read', async () => {
    const login = await collector.waitFor(({ name }) => name === 'POST /api/auth/login');
    const names = () => collector.childrenOf(login).map(({ name }) => name);
    await eventually(() => names().includes('INSERT sessions'));
    expect(names()).toEqual(expect.arrayContaining(['START', 'COMMIT']));
  });

  it('a trace continues the trace of the caller, and begins anew when its header is invalid', async () => {
    const continued = await traced('/.well-known/jwks.json', 'c1', `00-${TRACE_ID}-${CALLER}-01`);
    expect(continued).toMatchObject({ traceId: TRACE_ID, parentSpanId: CALLER });
    const others = [
      `00-${'0'.repeat(32)}-${CALLER}-01`,
      `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
      `ff-${TRACE_ID}-${CALLER}-01`,
      `00-${TRACE_ID}-${CALLER}-01-more`,
      'nonsense',
    ].map((bad, index) => traced('/.well-known/jwks.json', `none-${index}`, bad));
    for (const begun of await Promise.all(others)) {
      expect(begun.traceId).not.toBe(TRACE_ID);
      expect(begun.parentSpanId).toBeUndefined();
    }
  });

  it('traces leave out requests that the caller does not sample, and health checks', async () => {
    const headers = {
      'x-request-id': 'unsampled',
      traceparent: `00-${TRACE_ID}-${CALLER}-00`,
    };
    await server.get('/.well-known/jwks.json', { headers });
    await server.get('/health/live', { headers: { 'x-request-id': 'quiet' } });
    await traced('/.well-known/jwks.json', 'after-them');
    expect(collector.text).not.toMatch(/"unsampled"|"quiet"/);
  });

  it('a trace shows the code of a refusal, and no path of an unknown route', async () => {
    const refused = await traced('/api/auth/me', 'refused');
    expect(refused).toMatchObject({
      isError: false,
      attributes: { 'http.response.status_code': 401, 'error.type': 'UNAUTHENTICATED' },
    });
    const unknown = await traced('/no/such/path', 'unknown');
    expect(unknown).toMatchObject({ name: 'GET' });
    expect(unknown.attributes).not.toHaveProperty('http.route');
  });

  it('traces contain no secret, no address and no text of a caller', async () => {
    const account = await accounts.create();
    const secrets = [account.email, account.id, PASSWORD, OTHER_PASSWORD, '127.0.0.1', 'Spy/1.0'];
    const headers = { 'user-agent': 'Spy/1.0', tracestate: 'vendor=from-the-caller' };
    const session = await signIn(server, account);
    secrets.push(session.access_token, session.refresh_token, 'from-the-caller');
    const verify = await accounts.mailedToken(account, 'verify_email');
    await server.get(`/api/auth/verify-email/${verify}`, { headers });
    await server.get(`/verify-email?token=${verify}`, { headers });
    const reset = await accounts.mailedToken(account, 'reset_password');
    await server.post('/api/password/reset', { token: reset, password: OTHER_PASSWORD });
    await server.get(`/api/users?q=${'query-of-the-caller'}`, { token: session.access_token });
    const email = anEmail('stranger');
    await server.post('/api/auth/register', { email, password: PASSWORD }, { headers });
    await server.post('/api/auth/refresh', { refresh_token: session.refresh_token });
    await server.get('/no/such/path-of-the-caller', { headers });
    secrets.push(verify, reset, email, 'query-of-the-caller', 'path-of-the-caller');
    await traced('/.well-known/jwks.json', 'the-last-of-them');
    const names = collector.spans.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'GET /api/auth/verify-email/:token',
        'GET /verify-email',
        'POST /api/password/reset',
        'POST /api/auth/register',
        'POST /api/auth/refresh',
      ]),
    );
    for (const secret of secrets) expect(collector.text).not.toContain(secret);
    const told = new Set(collector.spans.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...told].sort()).toEqual([
      'db.collection.name',
      'db.operation.name',
      'db.system.name',
      'error.type',
      'gatehouse.request_id',
      'http.request.method',
      'http.response.status_code',
      'http.route',
    ]);
  });

  it('a trace shows only the kind of an error', async () => {
    await accounts.rows('ALTER TABLE sessions RENAME TO sessions_elsewhere');
    try {
      const account = await accounts.create();
      const headers = { 'x-request-id': 'faulty' };
      const answer = await server.post('/api/auth/login', account, { headers });
      expect(answer.status).toBe(500);
      expect(await spanOf('faulty')).toMatchObject({ isError: true });
      const undefinedTable = ({ attributes }: CollectedSpan) =>
        attributes['error.type'] === '42P01';
      expect(await collector.waitFor(undefinedTable)).toMatchObject({ isError: true });
    } finally {
      await accounts.rows('ALTER TABLE sessions_elsewhere RENAME TO sessions');
    }
  });

  it('all traces are sent before the server stops', async () => {
    expect(await telemetryOf(server)).toContain('@opentelemetry/sdk-trace');
    const headers = { 'x-request-id': 'the-very-last' };
    await server.get('/.well-known/jwks.json', { headers });
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(await spanOf('the-very-last')).toMatchObject({ kind: SERVER });
  });
});
