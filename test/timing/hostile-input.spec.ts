import { gzipSync } from 'node:zlib';
import type { Answer, CallOptions, ServerProcess } from '#libs/testing';
import { anEmail, PASSWORD, signIn, UNLIMITED } from '../support/accounts.js';
import { MeasuredServer } from '../support/measured-server.js';
import { median } from '../support/timing.js';

const MINUTE = 60_000;
const ROUNDS = 5;
/** The CPU time that one text may cost (case 136), and how long other requests may wait for it (case 132). */
const TEXT_MS = 50;
const LOOP_SECONDS = 0.1;

const repeat = (text: string, count: number) => text.repeat(count);

/** Texts that make expressions with nested or adjacent repetitions backtrack, as long as fields and headers may be. */
const SLOW_TEXTS: readonly [string, string][] = [
  ['one letter', repeat('a', 4000)],
  ['one letter and a stranger', `${repeat('a', 4000)}!`],
  ['dots', `${repeat('a.', 2000)}!`],
  ['at signs', repeat('a@', 2000)],
  ['hyphens', `a@${repeat('a-', 2000)}`],
  ['blanks', `${repeat(' ', 4000)}x`],
  ['slashes', `http://${repeat('/', 4000)}`],
  ['colons', `http://${repeat('a:', 2000)}@x`],
  ['brackets', repeat('(', 4000)],
  ['versions', `Mozilla/${repeat('1.', 2000)}x`],
  ['products', repeat('Chrome/1 (', 400)],
];

describe('input that is meant to be costly', () => {
  let measured: MeasuredServer;
  let server: ServerProcess;
  let token: string;

  beforeAll(async () => {
    measured = await MeasuredServer.start(UNLIMITED);
    const { accounts } = measured;
    ({ server } = measured);
    const admin = await accounts.create({ email: anEmail('admin') });
    await accounts.grant(admin, 'admin');
    token = (await signIn(server, admin)).access_token;
  }, 2 * MINUTE);
  afterAll(() => measured?.close());

  /** The median of a few runs, so that one pause of the machine does not count. */
  async function cost(send: () => Promise<Answer>): Promise<number> {
    const times: number[] = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      const startedMs = performance.now();
      const { status } = await send();
      times.push(performance.now() - startedMs);
      expect(status).toBeLessThan(500);
    }
    return median(times);
  }

  const places: [string, (text: string) => Promise<Answer>][] = [
    ['an address', (text) => server.post('/api/auth/login', { email: text, password: PASSWORD })],
    ['the name of a role', (text) => server.post('/api/roles', { name: text }, { token })],
    ['the name of a service', (text) => server.post('/api/services', { name: text }, { token })],
    [
      'a user agent',
      (text) => server.get('/api/auth/me', { token, headers: { 'user-agent': text } }),
    ],
    ['a first name', (text) => server.patch('/api/auth/me', { first_name: text }, { token })],
    [
      'a redirect address',
      (text) => server.get(`/api/oauth/google?redirect_uri=${encodeURIComponent(text)}`),
    ],
    [
      'a bearer',
      (text) => server.get('/api/auth/me', { headers: { authorization: `Bearer ${text}` } }),
    ],
    [
      'a forwarded address',
      (text) => server.get('/health/live', { headers: { 'x-forwarded-for': text } }),
    ],
  ];

  it.each(places)(
    'costs less than 50 ms as %s',
    async (_where, send) => {
      await send('harmless');
      const tooSlow: string[] = [];
      for (const [what, text] of SLOW_TEXTS) {
        const ms = await cost(() => send(text));
        if (ms >= TEXT_MS) tooSlow.push(`${what}: ${ms.toFixed(0)} ms`);
      }
      expect(tooSlow).toEqual([]);
    },
    MINUTE,
  );

  /** The longest delay of the server's event loop since the last call. */
  async function longestWait(): Promise<number> {
    const { text } = await server.get('/metrics');
    return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]);
  }

  const json = (rawBody: string | Buffer, headers = {}): CallOptions => ({
    rawBody,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const login = (options: CallOptions) => server.call('POST', '/api/auth/login', options);
  const keys = Array.from({ length: 100_000 }, (_, n) => `"k${n}":1`).join(',');
  const bombs: [string, () => Promise<Answer>][] = [
    ['10 MB', () => login(json(`{"email":"${repeat('a', 10_000_000)}"}`))],
    ['100,000 levels', () => login(json(repeat('[', 100_000)))],
    ['as many levels as a body holds', () => login(json(repeat('{"a":', 12_000)))],
    ['100,000 keys', () => login(json(`{${keys}}`))],
    ['as many keys as a body holds', () => login(json(`{${keys.slice(0, 60_000)}:1}`))],
    [
      'a bomb of gzip',
      () => login(json(gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' })),
    ],
    [
      'a header of 64 KB',
      () => server.get('/health/live', { headers: { x: repeat('a', 65_536) } }),
    ],
    ['10,000 parameters', () => server.get(`/api/services?${repeat('a=1&', 10_000)}`, { token })],
  ];

  it.each(bombs)(
    'of %s is refused, and holds nobody up for 100 ms',
    async (_what, send) => {
      const waits: number[] = [];
      for (let n = 0; n < ROUNDS; n += 1) {
        await longestWait();
        // A server that closes the connection before the whole text was sent has refused it, too.
        const answer = await send().catch(() => null);
        if (answer) expect([400, 413, 414, 415, 431]).toContain(answer.status);
        waits.push(await longestWait());
      }
      expect(Math.min(...waits)).toBeLessThan(LOOP_SECONDS);
    },
    MINUTE,
  );
});
