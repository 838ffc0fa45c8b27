import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Authority } from '../core/authority.js';
import { GuardEngine, type EngineOptions } from '../core/engine.js';
import { FEED_TIMING } from '../core/feed.js';
import { HttpAuthority } from '../core/http-authority.js';
import type { RefusalCode } from '../errors.js';
import { FakeGatehouse } from '../testing/index.js';
import { eventually } from './waiting.js';

type Overrides = Partial<EngineOptions> & { url?: string };

jest.setTimeout(30_000);

const started: (GuardEngine | FakeGatehouse)[] = [];

async function startFake(options: Parameters<typeof FakeGatehouse.start>[0] = {}) {
  const fake = await FakeGatehouse.start({ heartbeatMs: 50, ...options });
  started.push(fake);
  return fake;
}

function startGuard(fake: FakeGatehouse, { url = fake.url, ...overrides }: Overrides = {}) {
  const authority: Authority = new HttpAuthority({
    url,
    appToken: fake.appToken,
    timeoutMs: 10_000,
    fetch: (...call) => fetch(...call),
  });
  const states: string[] = [];
  const problems: string[] = [];
  const engine = new GuardEngine(
    {
      authority,
      issuer: fake.issuer,
      audience: fake.issuer,
      service: fake.service,
      onFeedLost: 'introspect',
      introspectionSeconds: 1,
      clock: () => Date.now(),
      clockToleranceSeconds: 5,
      maxTokens: 1000,
      maxUsers: 1000,
      jwksCooldownSeconds: 5,
      jwksMaxAgeSeconds: 600,
      feedTiming: { ...FEED_TIMING, firstDelayMs: 10, maxDelayMs: 100, deniedDelayMs: 100 },
      ...overrides,
    },
    {
      onFeedState: (state) => states.push(state),
      onMisconfigured: (problem) => problems.push(problem),
    },
  );
  started.push(engine);
  engine.start();
  return { engine, states, problems };
}

const admit = (engine: GuardEngine, token: string) => engine.admit(token, { live: false });

const admitApp = (engine: GuardEngine, token: string) =>
  engine.admitApp(token, { live: false, address: '127.0.0.1' });

const refused = async (engine: GuardEngine, token: string, code: RefusalCode) =>
  expect(admit(engine, token)).rejects.toMatchObject({ code });

const holds = async (engine: GuardEngine, userId: string, name: string) =>
  (await engine.rightsOf(userId)).permissions.has(name);

afterEach(async () => {
  for (const one of started.splice(0).reverse()) {
    await (one instanceof GuardEngine ? one.stop() : one.close());
  }
});

describe('A guard whose feed is up', () => {
  it('a guard whose feed is up fetches the keys once, each user once, and nothing else', async () => {
    const fake = await startFake();
    // Created before the guard starts, because a grant announced by the feed would be fetched again.
    const users = Array.from({ length: 20 }, () => fake.signIn({ permissions: ['a'] }));
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    for (let round = 0; round < 10; round += 1) {
      for (const { accessToken, userId } of users) {
        await admit(engine, accessToken);
        expect(await holds(engine, userId, 'a')).toBe(true);
      }
    }
    expect(fake.calls).toEqual({
      'GET /.well-known/jwks.json': 1,
      'GET /api/guard/feed': 1,
      'GET /api/guard/permissions': 20,
    });
  });

  it('an ended session is refused, and another session of the same user is not', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const first = fake.signIn();
    const second = fake.signIn({ userId: first.userId });
    await admit(engine, first.accessToken);
    await admit(engine, second.accessToken);
    fake.endSession(first.sessionId);
    await eventually(() => refused(engine, first.accessToken, 'SESSION_ENDED'));
    expect(engine.recall(`Bearer ${first.accessToken}`)).toBeUndefined();
    await admit(engine, second.accessToken);
  });

  it('an inactive user is refused until they are active again', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const { accessToken, userId } = fake.signIn({ permissions: ['a'] });
    await admit(engine, accessToken);
    fake.setUserActive(userId, false);
    await eventually(() => refused(engine, accessToken, 'SESSION_ENDED'));
    fake.setUserActive(userId, true);
    await eventually(() => admit(engine, accessToken));
    expect(await holds(engine, userId, 'a')).toBe(true);
  });

  it('a guard follows grants, withdrawals and changes of a role', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const { userId } = fake.signIn();
    fake.setRole('clerk', ['orders:read']);
    expect(await holds(engine, userId, 'orders:read')).toBe(false);
    fake.assignRole(userId, 'clerk');
    await eventually(async () => expect(await holds(engine, userId, 'orders:read')).toBe(true));
    fake.setRole('clerk', ['orders:write']);
    await eventually(async () => expect(await holds(engine, userId, 'orders:write')).toBe(true));
    expect(await holds(engine, userId, 'orders:read')).toBe(false);
    fake.unassignRole(userId, 'clerk');
    await eventually(async () => expect(await holds(engine, userId, 'orders:write')).toBe(false));
  });

  it('after a change of a role only the permissions of its holders are fetched again', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    fake.setRole('clerk', ['a']);
    const [clerk, other] = [fake.signIn(), fake.signIn({ permissions: ['b'] })];
    fake.assignRole(clerk.userId, 'clerk');
    await eventually(async () => expect(await holds(engine, clerk.userId, 'a')).toBe(true));
    await holds(engine, other.userId, 'b');
    const before = fake.calls['GET /api/guard/permissions'] ?? 0;
    fake.setRole('clerk', ['a', 'c']);
    await eventually(async () => expect(await holds(engine, clerk.userId, 'c')).toBe(true));
    await holds(engine, other.userId, 'b');
    expect(fake.calls['GET /api/guard/permissions']).toBe(before + 1);
  });

  it('an answer from before a change is not kept', async () => {
    const fake = await startFake();
    let release: () => void = () => undefined;
    let isSlow = false;
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const { authority } = engine;
    const fetchRights = authority.fetchRights.bind(authority);
    authority.fetchRights = async (userId, etag) => {
      const answer = await fetchRights(userId, etag);
      if (isSlow) await new Promise<void>((resolve) => (release = resolve));
      return answer;
    };
    const { userId } = fake.signIn({ permissions: ['a'] });
    isSlow = true;
    const answer = holds(engine, userId, 'a');
    await eventually(() => expect(fake.calls['GET /api/guard/permissions']).toBe(1));
    isSlow = false;
    const overtaken = jest.spyOn(engine.rights, 'forgetUser');
    fake.withdraw(userId, 'a');
    await eventually(() => expect(overtaken).toHaveBeenCalled());
    release();
    expect(await answer).toBe(false);
    expect(await holds(engine, userId, 'a')).toBe(false);
  });

  it('tokens of a withdrawn key are refused at once', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const { accessToken } = fake.signIn();
    await admit(engine, accessToken);
    fake.rotateKeys({ drop: true });
    await eventually(() => refused(engine, accessToken, 'INVALID_TOKEN'));
    const { accessToken: next } = fake.signIn();
    await eventually(() => admit(engine, next));
  });

  it('tokens of a withdrawn key are refused although the new keys cannot be fetched', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const { accessToken } = fake.signIn();
    await admit(engine, accessToken);
    engine.authority.fetchKeys = () => Promise.reject(new Error('down'));
    fake.rotateKeys({ drop: true });
    await eventually(() => expect(engine.recall(`Bearer ${accessToken}`)).toBeUndefined());
    await refused(engine, accessToken, 'AUTH_UNAVAILABLE');
  });

  it('tokens of the old and the new key are accepted while both are published', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const { accessToken: old } = fake.signIn();
    await admit(engine, old);
    fake.rotateKeys();
    await admit(engine, fake.signIn().accessToken);
    await admit(engine, old);
  });

  it('a live check asks the server each time', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const { accessToken } = fake.signIn();
    for (let i = 0; i < 3; i += 1) await engine.admit(accessToken, { live: true });
    expect(fake.calls['POST /api/tokens/introspect']).toBe(3);
  });

  it('a user is refused as unavailable when their permissions cannot be fetched', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const { userId } = fake.signIn({ permissions: ['a'] });
    engine.authority.fetchRights = () => Promise.reject(new Error('permission denied for table'));
    await expect(engine.rightsOf(userId)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
  });
});

describe('A guard that restarts', () => {
  it('a new guard refuses sessions that ended and users that were deactivated before its start', async () => {
    const fake = await startFake();
    const ended = Array.from({ length: 1200 }, () => fake.signIn());
    for (const { sessionId } of ended) fake.endSession(sessionId);
    const inactive = fake.signIn();
    fake.setUserActive(inactive.userId, false);
    fake.forgetChanges();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    expect(engine.revocations.size).toBe(1201);
    await refused(engine, ended[0]!.accessToken, 'SESSION_ENDED');
    await refused(engine, ended[1199]!.accessToken, 'SESSION_ENDED');
    await refused(engine, inactive.accessToken, 'SESSION_ENDED');
  });

  it('a guard introspects each token until its feed is connected', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake, { feedTiming: { ...FEED_TIMING } });
    const { accessToken, sessionId } = fake.signIn();
    await admit(engine, accessToken);
    fake.endSession(sessionId);
    await eventually(() => refused(engine, accessToken, 'SESSION_ENDED'));
  });

  it('a guard configured for another service or issuer refuses every call', async () => {
    const fake = await startFake();
    const { accessToken } = fake.signIn();
    for (const wrong of [{ service: 'billing' }, { issuer: 'https://other.test' }]) {
      const { engine, problems } = startGuard(fake, wrong);
      await eventually(() => expect(problems).toHaveLength(1));
      await refused(engine, accessToken, 'AUTH_UNAVAILABLE');
    }
  });
});

describe('The application token of a guard', () => {
  it('the application token of a guard is not sent to the target of a redirect', async () => {
    const carried: (string | undefined)[] = [];
    const elsewhere = createServer((request, response) => {
      carried.push(request.headers.authorization);
      response.end('{"keys":[]}');
    }).listen(0, '127.0.0.1');
    const server = createServer((_request, response) => {
      const { port } = elsewhere.address() as AddressInfo;
      response.writeHead(307, { Location: `http://127.0.0.1:${port}/` }).end();
    }).listen(0, '127.0.0.1');
    await Promise.all([once(elsewhere, 'listening'), once(server, 'listening')]);
    const authority = new HttpAuthority({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      appToken: 'gh_secret',
      timeoutMs: 10_000,
      fetch: (...call) => fetch(...call),
    });
    for (const call of [
      () => authority.fetchRights('u1'),
      () => authority.introspect('x'),
      () => authority.fetchKeys(),
      () => authority.openFeed(null, new AbortController().signal),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'AuthorityError' });
    }
    expect(carried).toEqual([]);
    for (const one of [server, elsewhere]) {
      one.closeAllConnections();
      one.close();
    }
  });
});

describe('A guard whose feed breaks', () => {
  const missedWhile = async (
    fake: FakeGatehouse,
    breakIt: () => Promise<unknown> | void,
    mend: () => Promise<unknown> | void,
  ) => {
    const { engine, states } = startGuard(fake, { onFeedLost: 'allow-until-expiry' });
    await engine.untilUp(5000);
    const { accessToken, sessionId, userId } = fake.signIn({ permissions: ['a'] });
    await admit(engine, accessToken);
    expect(await holds(engine, userId, 'a')).toBe(true);
    await breakIt();
    await eventually(() => expect(states).toContain('lost'));
    fake.endSession(sessionId);
    fake.withdraw(userId, 'a');
    fake.grant(userId, 'b');
    await mend();
    await eventually(() => expect(engine.feedState).toBe('up'));
    await refused(engine, accessToken, 'SESSION_ENDED');
    expect(await holds(engine, userId, 'a')).toBe(false);
    expect(await holds(engine, userId, 'b')).toBe(true);
  };

  it('a guard misses no change during a restart of the server', async () => {
    const fake = await startFake();
    await missedWhile(
      fake,
      () => fake.stop(),
      () => fake.restart(),
    );
  });

  it('a guard misses no change during a connection without data', async () => {
    const fake = await startFake();
    await missedWhile(
      fake,
      () => fake.setFrozen(true),
      () => fake.setFrozen(false),
    );
  });

  it('a guard misses no change when its cursor is too old', async () => {
    const fake = await startFake();
    await missedWhile(
      fake,
      () => fake.stop(),
      async () => {
        fake.forgetChanges();
        await fake.restart();
      },
    );
  });

  it('a guard misses no change during a hundred disconnections', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const ended: string[] = [];
    const { userId } = fake.signIn();
    for (let round = 0; round < 100; round += 1) {
      const { accessToken, sessionId } = fake.signIn({ userId });
      await engine.verifier.verify(accessToken);
      if (round % 3 === 0) fake.cutFeeds();
      fake.endSession(sessionId);
      if (round % 3 === 1) fake.cutFeeds();
      if (round % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      fake.grant(userId, `p${round}`);
      ended.push(accessToken);
    }
    await eventually(() => expect(engine.feedState).toBe('up'));
    await eventually(async () => expect(await holds(engine, userId, 'p99')).toBe(true));
    for (const token of ended) await refused(engine, token, 'SESSION_ENDED');
  });

  it('a guard resumes with its cursor at another instance', async () => {
    const fake = await startFake();
    const second = await fake.addInstance();
    let url = fake.url;
    const { engine, states } = startGuard(fake);
    const authority = engine.authority as HttpAuthority;
    Object.defineProperty(authority['options'], 'url', { get: () => url });
    await engine.untilUp(5000);
    const { accessToken, sessionId } = fake.signIn();
    await admit(engine, accessToken);
    const resets = jest.spyOn(engine.rights, 'forgetAll');
    url = second;
    await fake.stop();
    fake.endSession(sessionId);
    await eventually(() => expect(states.filter((state) => state === 'up')).toHaveLength(2));
    await refused(engine, accessToken, 'SESSION_ENDED');
    expect(resets).not.toHaveBeenCalled();
  });

  it('a guard detects a silent feed and closes its feed when stopped, also after garbage collection', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const fake = await startFake();
    const { engine, states } = startGuard(fake);
    await engine.untilUp(5000);
    for (let i = 0; i < 5; i += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
    }
    fake.setFrozen(true);
    await eventually(() => expect(states).toContain('lost'));
    await eventually(() => expect(fake.openFeeds).toBeGreaterThan(0));
    collectGarbage();
    await engine.stop();
    await eventually(() => expect(fake.openFeeds).toBe(0));
  });

  it('a guard reconnects soon after a longer outage of the server', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    await fake.stop();
    await eventually(() => expect(engine.feedState).toBe('lost'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await fake.restart();
    await engine.untilUp(1000);
  });

  it('a guard does not flood a server that disconnects at once', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const cutting = setInterval(() => fake.cutFeeds(), 1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    clearInterval(cutting);
    expect(fake.calls['GET /api/guard/feed']).toBeLessThan(20);
  });

  it('a guard whose application token is refused refuses all calls and reconnects later', async () => {
    const fake = await startFake();
    const { engine } = startGuard(fake);
    await engine.untilUp(5000);
    const { accessToken } = fake.signIn();
    const own = fake.state.appTokens.get(fake.appToken)!;
    fake.revokeAppToken(own.id);
    await eventually(() => expect(engine.feedState).toBe('lost'));
    await refused(engine, accessToken, 'AUTH_UNAVAILABLE');
    own.isRevoked = false;
    await engine.untilUp(2000);
    await admit(engine, accessToken);
  });

  it('a malformed event ends the connection, and the guard starts over', async () => {
    const fake = await startFake();
    const { engine, states } = startGuard(fake);
    await engine.untilUp(5000);
    const resets = jest.spyOn(engine.rights, 'forgetAll');
    fake.state.changed('session_ended', { sid: 7 });
    await eventually(() => expect(states).toContain('lost'));
    await eventually(() => expect(engine.feedState).toBe('up'));
    expect(resets).toHaveBeenCalled();
  });

  it('a guard ignores events of a later protocol', async () => {
    const fake = await startFake();
    const { engine, states } = startGuard(fake);
    await engine.untilUp(5000);
    const { accessToken, sessionId } = fake.signIn();
    fake.state.changed('moon_phase', { phase: 'full' });
    fake.endSession(sessionId);
    await eventually(() => refused(engine, accessToken, 'SESSION_ENDED'));
    expect(states).toEqual(['up']);
  });
});

describe('While the feed is lost', () => {
  const lose = async (mode: EngineOptions['onFeedLost']) => {
    const fake = await startFake();
    const { engine } = startGuard(fake, {
      onFeedLost: mode,
      feedTiming: { ...FEED_TIMING, firstDelayMs: 60_000, maxDelayMs: 60_000 },
    });
    await engine.untilUp(5000);
    const session = fake.signIn({ permissions: ['a'] });
    await admit(engine, session.accessToken);
    await holds(engine, session.userId, 'a');
    const app = fake.createAppToken();
    await admitApp(engine, app.token);
    expect(engine.recall(`Bearer ${session.accessToken}`)).toBeDefined();
    fake.setFrozen(true);
    fake.cutFeeds();
    await eventually(() => expect(engine.feedState).toBe('lost'));
    expect(engine.recall(`Bearer ${session.accessToken}`)).toBeUndefined();
    return { fake, engine, app, ...session };
  };

  it('with introspect a lost feed is replaced by introspection with a short cache', async () => {
    const { fake, engine, accessToken, sessionId, userId } = await lose('introspect');
    for (let i = 0; i < 20; i += 1) await admit(engine, accessToken);
    expect(fake.calls['POST /api/tokens/introspect']).toBe(1);
    fake.endSession(sessionId);
    fake.withdraw(userId, 'a');
    await eventually(() => refused(engine, accessToken, 'SESSION_ENDED'));
    await eventually(async () => expect(await holds(engine, userId, 'a')).toBe(false));
  });

  it('with introspect and a lost feed a revoked application token is refused after the cache time', async () => {
    const { fake, engine, app } = await lose('introspect');
    await admitApp(engine, app.token);
    fake.revokeAppToken(app.id);
    await eventually(() =>
      expect(admitApp(engine, app.token)).rejects.toMatchObject({ code: 'INVALID_TOKEN' }),
    );
  });

  it('with introspect an application token is refused with 503 when the server is down', async () => {
    const { fake, engine, app } = await lose('introspect');
    await fake.stop();
    await eventually(() =>
      expect(admitApp(engine, app.token)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' }),
    );
  });

  it('with introspect an access token is refused with 503 when the server is down', async () => {
    const { fake, engine, accessToken } = await lose('introspect');
    await fake.stop();
    await refused(engine, accessToken, 'AUTH_UNAVAILABLE');
  });

  it('with allow-until-expiry a lost feed leaves the known state in use', async () => {
    const { fake, engine, accessToken, userId, app } = await lose('allow-until-expiry');
    await fake.stop();
    await expect(admitApp(engine, app.token)).resolves.toMatchObject({ serviceName: 'orders' });
    await admit(engine, accessToken);
    expect(await holds(engine, userId, 'a')).toBe(true);
    await expect(engine.rightsOf('stranger')).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
  });

  it('with deny a lost feed refuses every call with 503', async () => {
    const { engine, accessToken, app } = await lose('deny');
    await expect(admitApp(engine, app.token)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    await refused(engine, accessToken, 'AUTH_UNAVAILABLE');
  });
});
