import {
  createTestDatabase,
  eventually,
  freePort,
  startServerProcess,
  startTraceCollector,
  type ServerProcess,
  type TestDatabase,
  type TraceCollector,
} from '#libs/testing';
import { telemetryOf, TELLS_PACKAGES } from '../support/loaded-packages.js';

const MINUTE = 60_000;

describe('a collector of traces', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let collector: TraceCollector | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await server?.kill();
    await collector?.close();
    collector = undefined;
  });
  afterAll(() => database?.drop());

  const start = async (env: Record<string, string>) => {
    server = await startServerProcess({
      databaseUrl: database.url,
      env: { LOG_LEVEL: 'info', LOG_FORMAT: 'json', ...TELLS_PACKAGES, ...env },
    });
  };

  let asked = 0;
  /** One span: the keys are cached. */
  const ask = (headers = {}) => {
    asked += 1;
    return server.get('/.well-known/jwks.json', { headers });
  };
  /** More than the queue holds. */
  const burst = async () => {
    for (let sent = 0; sent < 3000; sent += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
      expect(answers.every(({ status }) => status === 200)).toBe(true);
    }
  };
  const warnings = () => server.output.match(/Traces do not reach their collector/g)?.length ?? 0;
  const lost = async () => {
    const { text } = await server.get('/metrics');
    return Number(/^gatehouse_trace_spans_lost (\d+)$/m.exec(text)?.[1]);
  };
  const stopped = async () => {
    const began = performance.now();
    const end = await server.stop();
    return { ...end, seconds: (performance.now() - began) / 1000 };
  };

  it(
    'an unreachable collector costs no request, and one line of the log, until it is back',
    async () => {
      const port = await freePort();
      asked = 0;
      await start({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` });
      await burst();
      await eventually(async () => (await lost()) >= 512, MINUTE);
      expect(warnings()).toBe(1);
      const back = await startTraceCollector(port);
      collector = back;
      await eventually(async () => {
        await ask({ 'x-request-id': 'again' });
        return back.text.includes('"again"');
      }, MINUTE);
      await eventually(() => server.output.includes('Traces reach their collector again'));
      // Each span is either received or counted as lost.
      await eventually(async () => expect(back.spans.length + (await lost())).toBe(asked), MINUTE);
    },
    2 * MINUTE,
  );

  it(
    'a collector that takes spans and does not answer costs no request, and two seconds at the server’s end',
    async () => {
      collector = await startTraceCollector();
      collector.mode = 'hang';
      await start(collector.env);
      await burst();
      // Spans beyond the queue and the export in flight count at once, not only when an export was given up.
      expect(await lost()).toBeGreaterThan(0);
      await eventually(async () => (await lost()) >= 1024, MINUTE);
      await burst();
      expect(warnings()).toBe(1);
      const { code, seconds } = await stopped();
      expect(code).toBe(0);
      // Two seconds for the last spans, the rest for a slow machine.
      expect(seconds).toBeLessThan(10);
      expect(warnings()).toBe(1);
    },
    2 * MINUTE,
  );

  it('without a configured collector no package of OpenTelemetry is loaded', async () => {
    await start({});
    await server.get('/.well-known/jwks.json');
    expect(await telemetryOf(server)).toEqual([]);
    expect(await lost()).toBeNaN();
  });
});
