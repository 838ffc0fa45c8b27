import fc from 'fast-check';
import { Counter, Histogram, Registry } from 'prom-client';
import { DURATION_BUCKETS, Metrics } from '#libs/operation';
import { RequestMetrics } from './request-metrics.service.js';

/** The same metrics with prom-client's own counter and histogram. */
function ownMetrics() {
  const registry = new Registry();
  const requests = new Counter({
    name: 'gatehouse_http_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'gatehouse_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer',
    labelNames: ['method', 'route'],
    buckets: [...DURATION_BUCKETS],
    registers: [registry],
  });
  return { registry, requests, durations };
}

const requests = fc.array(
  fc.record({
    method: fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS'),
    route: fc.constantFrom('/api/auth/me', '/api/users/:id', 'a "route" \\ of\nlines'),
    status: fc.constantFrom(200, 204, 401, 499, 503),
    durationMs: fc.oneof(
      fc.double({ min: 0, max: 20_000, noNaN: true }),
      fc.constantFrom(0, 1, 2.5, 5, 10_000, 10_000.001),
    ),
  }),
);

describe('the metrics of requests', () => {
  it('the metrics of requests have the text that prom-client gives them', async () => {
    await fc.assert(
      fc.asyncProperty(requests, requests, async (first, second) => {
        const metrics = new Metrics();
        const observed = new RequestMetrics(metrics);
        const own = ownMetrics();
        for (const batch of [first, second]) {
          for (const request of batch) {
            const { method, route, status, durationMs } = request;
            observed.observe(request);
            own.requests.inc({ method, route, status: String(status) });
            own.durations.observe({ method, route }, durationMs / 1000);
          }
          expect(await metrics.registry.metrics()).toBe(await own.registry.metrics());
        }
      }),
    );
  });

  it('requests of unknown paths and methods share their series', async () => {
    const metrics = new Metrics();
    const observed = new RequestMetrics(metrics);
    for (const method of ['BREW', 'PROPFIND']) {
      observed.observe({ method, route: null, status: 404, durationMs: 1 });
    }
    const text = await metrics.registry.metrics();
    expect(text).toContain(
      'gatehouse_http_requests_total{method="other",route="none",status="404"} 2',
    );
  });
});
