import { Buckets } from '#api/platform/rate-limit';
import { hasRedisServer, RedisServer, type Answer } from '#libs/testing';
import { newFakeAppToken } from '../../libs/guard/src/testing/fake-credentials.js';
import { anEmail, PASSWORD } from '../support/accounts.js';
import { RedisRecording } from '../support/redis-recording.js';
import { withFixture } from '../support/with-fixture.js';
import { Fixture, type SignedInUser } from './support/fixture.js';

const isOfLimits = (command: readonly string[]) => command.some((word) => word.includes(':rl:'));
/** Each process looks every second whether Redis answers. */
const isProbe = (command: readonly string[]) => command.some((word) => word.endsWith(':probe'));

(hasRedisServer() ? describe : describe.skip)('what limits ask Redis for', () => {
  let fixture: Fixture;
  let recording: RedisRecording;
  let user: SignedInUser;
  let appToken: string;

  withFixture(async (opened) => {
    const redis = opened.add(await RedisServer.start());
    const env = { REDIS_URL: redis.url, RATE_LIMIT_ENABLED: 'true', CAPTCHA_MODE: 'off' };
    fixture = opened.add(await Fixture.open({ env }));
    recording = opened.add(await RedisRecording.start(redis));
    user = await fixture.person();
    appToken = (await fixture.appToken(await fixture.service())).token;
    // What instances tell each other between requests is not what is counted here.
    await fixture.app.nest.get(Buckets).onModuleDestroy();
  }, 90_000);

  /** Of a second request, because the first one may read what the server then remembers. */
  async function commandsOf(ask: () => Promise<Answer>) {
    expect((await ask()).headers).toHaveProperty('ratelimit-remaining');
    let answer: Answer | undefined;
    const commands = await recording.during(async () => {
      answer = await ask();
    });
    expect(answer?.headers).toHaveProperty('ratelimit-remaining');
    return commands.filter((command) => !isProbe(command));
  }

  const { get, post, call } = {
    get: (path: string, token?: string) => fixture.app.get(path, { ...(token && { token }) }),
    post: (path: string, body: unknown, token?: string) =>
      fixture.app.post(path, body, { ...(token && { token }) }),
    call: (method: string, path: string, body: unknown, token: string) =>
      fixture.app.call(method, path, { body, token }),
  };

  const coarse: readonly [string, () => Promise<Answer>][] = [
    ['a reading', () => get('/api/auth/me', user.token)],
    ['a list', () => get('/api/auth/sessions', user.token)],
    ['a public reading', () => get('/api/oauth/providers')],
    ['a change', () => call('PATCH', '/api/auth/me', { full_name: 'Anna' }, user.token)],
    ['a validation', () => get('/api/tokens/validate', appToken)],
    ['a validation by the handler', () => get('/api/tokens/validate/', appToken)],
    ['a bad access token', () => get('/api/auth/me', 'nonsense')],
    ['a bad application token', () => get('/api/tokens/validate', newFakeAppToken())],
  ];

  it.each(coarse)(
    'A request of a class that is counted coarsely asks Redis for no limit, and at most once for markers: %s',
    async (_what, ask) => {
      const commands = await commandsOf(ask);
      expect(commands.filter(isOfLimits)).toEqual([]);
      expect(commands.filter(([name]) => name?.toLowerCase() === 'mget').length).toBeLessThan(2);
    },
  );

  it('An introspection, and a call that needs a permission, ask Redis for no limit', async () => {
    const asked = [
      () => post('/api/tokens/introspect', { token: user.token }, appToken),
      () => get('/api/roles/services', fixture.admin.token),
      () => get('/api/users', user.token),
    ];
    for (const ask of asked) expect((await commandsOf(ask)).filter(isOfLimits)).toEqual([]);
  });

  let shown = 0;
  const exact: readonly [string, () => Promise<Answer>][] = [
    ['a sign-in', () => post('/api/auth/login', { email: user.email, password: PASSWORD })],
    ['a wrong password', () => post('/api/auth/login', { email: anEmail(), password: PASSWORD })],
    ['a registration', () => post('/api/auth/register', { email: anEmail(), password: PASSWORD })],
    ['a request for a mail', () => post('/api/password/forgot', { email: anEmail() })],
    [
      'a refresh',
      async () => {
        const answer = await post('/api/auth/refresh', { refresh_token: user.refreshToken });
        user = { ...user, refreshToken: String(answer.body['refresh_token']) };
        return answer;
      },
    ],
    [
      'several secrets in one call',
      () =>
        post('/api/password/reset', { token: `shown-${(shown += 1)}`, code: `shown-${shown}`, password: PASSWORD }), // prettier-ignore
    ],
  ];

  it.each(exact)(
    'The limits of a request that is counted exactly are one command to Redis: %s',
    async (what, ask) => {
      const commands = (await commandsOf(ask)).filter(isOfLimits);
      const [arrived, ...later] = commands.map(([name]) => name?.toLowerCase());
      expect(arrived).toBe('evalsha');
      // What was looked at and refused counts by its address.
      expect(later).toHaveLength(what.startsWith('several') ? 1 : 0);
    },
  );
});
