import { Lifecycle, Metrics, Readiness, type ReadinessResult } from '#libs/operation';
import { eventually } from '#libs/testing';
import { startHttp, type HttpFixture } from './support/http-fixture.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: 'f3Qz8-vKp0Lr2Xw9Ty6Ub1Ne5Ma4Hs7J',
  APP_BASE_URL: 'https://id.example.com',
};
const TOKEN = 'a-token-for-prometheus';

describe('health', () => {
  let http: HttpFixture;
  beforeEach(async () => {
    http = await startHttp();
  });
  afterEach(() => http.close());

  const add = (name: string, check: () => Promise<ReadinessResult>) =>
    http.nest.get(Readiness).add({ name, check });
  const ready = () => http.get('/health/ready');
  /** Results are cached for a moment. */
  const becomes = (expected: object) =>
    eventually(async () => expect(await ready()).toMatchObject(expected));

  it('The liveness check answers 200 whatever else fails', async () => {
    add('database', async () => ({ status: 'down' }));
    expect(await http.get('/health/live')).toMatchObject({
      status: 200,
      body: { success: true, status: 'up' },
    });
  });

  it('The readiness check answers 200 when every check is up', async () => {
    add('database', async () => ({ status: 'up', details: { pool: 3 } }));
    expect(await ready()).toMatchObject({
      status: 200,
      body: { success: true, status: 'ok', checks: { database: { status: 'up', pool: 3 } } },
    });
  });

  it('The readiness check stays 200 and names the loss when an optional part is down', async () => {
    add('redis', async () => ({ status: 'degraded', details: { reason: 'no connection' } }));
    expect(await ready()).toMatchObject({
      status: 200,
      body: { status: 'degraded', checks: { redis: { status: 'degraded' } } },
    });
  });

  it('The readiness check fails while a check is down, throws, or does not answer', async () => {
    let outcome: () => Promise<ReadinessResult> = async () => ({ status: 'down' });
    add('database', () => outcome());
    add('mail', async () => ({ status: 'up' }));
    const refusal = { status: 503, body: { code: 'NOT_READY', success: false, ready: 'error' } };
    const answer = await ready();
    expect(answer).toMatchObject(refusal);
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    outcome = () => Promise.reject(new Error('connect ECONNREFUSED postgres://user:secret@db'));
    await becomes(refusal);
    expect((await ready()).text).not.toContain('secret');
    outcome = () => new Promise(() => {});
    await becomes({ body: { checks: { database: { reason: 'no answer in time' } } } });
    outcome = async () => ({ status: 'up' });
    await becomes({ status: 200 });
  });

  it('A change of readiness is logged once, and not at each request', async () => {
    let status: 'up' | 'down' = 'down';
    add('database', async () => ({ status }));
    for (let count = 0; count < 3; count += 1) await becomes({ status: 503 });
    status = 'up';
    await becomes({ status: 200 });
    const words = http.events().filter(({ context }) => context === 'Readiness');
    expect(words.map(({ msg }) => msg)).toEqual(['Not ready', 'Ready again']);
  });

  it('The readiness check fails from the start of a drain, and is still answered', async () => {
    http.nest.get(Lifecycle).beginDraining();
    expect(await ready()).toMatchObject({ status: 503, body: { ready: 'draining' } });
    expect(await http.get('/health/live')).toMatchObject({ status: 200 });
  });
});

describe('metrics', () => {
  it('Metrics count and time requests by route, never by path', async () => {
    const http = await startHttp();
    await http.get('/health/live');
    await http.get('/nothing/of/this/name');
    await http.call('BREW', '/health/live').catch(() => undefined);
    const { text, headers, status } = await http.get('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain(
      'gatehouse_http_requests_total{method="GET",route="/health/live",status="200"} 1',
    );
    expect(text).toContain(
      'gatehouse_http_requests_total{method="GET",route="none",status="404"} 1',
    );
    expect(text).toMatch(
      /gatehouse_http_request_duration_seconds_bucket\{le="0.005",method="GET",route="none"\}/,
    );
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']) {
      expect(text).toContain(name);
    }
    expect(text).toContain('gatehouse_http_requests_in_flight 1');
    expect(text).not.toContain('/nothing');
    await http.close();
  });

  it('A feature’s metrics are among those of the server', async () => {
    const http = await startHttp();
    const metrics = http.nest.get(Metrics);
    metrics
      .counter('gatehouse_sign_ins_total', 'Sign-ins', ['outcome'] as const)
      .inc({ outcome: 'ok' });
    metrics.gauge('gatehouse_queue', 'Waiting', () => 7);
    const { text } = await http.get('/metrics');
    expect(text).toContain('gatehouse_sign_ins_total{outcome="ok"} 1');
    expect(text).toContain('gatehouse_queue 7');
    await http.close();
  });
});

describe('operational endpoints in production', () => {
  const sees = async (
    http: HttpFixture,
    options: { token?: string; headers?: Record<string, string> } = {},
  ) => {
    const { status } = await http.get('/metrics', options);
    const { body } = await http.get('/health/ready', options);
    expect('checks' in body).toBe(status === 200);
    expect([200, 404]).toContain(status);
    return status === 200;
  };
  const inProduction = (env: Record<string, string> = {}) =>
    startHttp({ env: { ...PRODUCTION, ...env } });

  it('Operational endpoints answer this machine, and no request through an undeclared proxy', async () => {
    const http = await inProduction();
    expect(await sees(http)).toBe(true);
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      expect(await sees(http, { headers: { [name]: '127.0.0.1' } })).toBe(false);
    }
    await http.close();
  });

  it('Operational endpoints refuse requests through a declared proxy, from its private addresses too', async () => {
    const http = await inProduction({ TRUST_PROXY: '1' });
    for (const ip of ['203.0.113.7', '10.1.2.3', '127.0.0.1'])
      expect(await sees(http, { headers: { 'x-forwarded-for': ip } })).toBe(false);
    await http.close();
  });

  it('Operational endpoints refuse private networks without a token, where source NAT may hide public clients', async () => {
    const http = await inProduction();
    const from = async (remoteAddress: string) => {
      const answer = await http.nest.inject({ method: 'GET', url: '/metrics', remoteAddress });
      return answer.statusCode;
    };
    expect(await from('127.0.0.1')).toBe(200);
    for (const ip of ['10.0.0.1', '172.17.0.1', '192.168.1.1', '::ffff:10.0.0.1', 'fd00::1'])
      expect(await from(ip)).toBe(404);
    await http.close();
  });

  it('Operational endpoints answer a request with the token, and then no other', async () => {
    const http = await inProduction({ METRICS_TOKEN: TOKEN });
    expect(await sees(http)).toBe(false);
    expect(await sees(http, { token: `${TOKEN}x` })).toBe(false);
    expect(await sees(http, { token: TOKEN })).toBe(true);
    await http.close();
  });
});
