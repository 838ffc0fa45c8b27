import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Authority } from '../core/authority.js';
import { GuardEngine, type EngineOptions } from '../core/engine.js';
import { FEED_TIMING } from '../core/feed.js';
import { HttpAuthority } from '../core/http-authority.js';
import { FakeGatehouse } from '../testing/index.js';
import { eventually } from './waiting.js';

jest.setTimeout(30_000);

const SYNC = 'orders:sync';
const SHIP = 'orders:ship';

type Overrides = Partial<EngineOptions> & { url?: string; appToken?: string };

/** Security case 148: a caller's token may do here only what this service has granted. */
describe('A calling service', () => {
  let fake: FakeGatehouse;
  const engines: GuardEngine[] = [];

  beforeEach(async () => {
    fake = await FakeGatehouse.start({ heartbeatMs: 50 });
  });
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop();
    await fake.close();
  });

  const authorityAt = (url: string, appToken = fake.appToken): Authority =>
    new HttpAuthority({ url, appToken, timeoutMs: 60_000, fetch: (...call) => fetch(...call) });

  function guard({ url = fake.url, appToken, ...overrides }: Overrides = {}): GuardEngine {
    const engine = new GuardEngine(
      {
        authority: authorityAt(url, appToken),
        issuer: fake.issuer,
        audience: fake.issuer,
        service: fake.service,
        onFeedLost: 'introspect',
        introspectionSeconds: 1,
        clock: () => Date.now(),
        clockToleranceSeconds: 5,
        maxTokens: 100,
        maxUsers: 100,
        jwksCooldownSeconds: 5,
        jwksMaxAgeSeconds: 600,
        feedTiming: { ...FEED_TIMING, firstDelayMs: 10, maxDelayMs: 100, deniedDelayMs: 100 },
        ...overrides,
      },
      { onFeedState: () => undefined, onMisconfigured: () => undefined },
    );
    engines.push(engine);
    engine.start();
    return engine;
  }

  async function upGuard(overrides: Overrides = {}): Promise<GuardEngine> {
    const engine = guard(overrides);
    await engine.untilUp(5000);
    return engine;
  }

  const admit = (engine: GuardEngine, token: string, ...scopes: string[]) =>
    engine.admitApp(token, { live: false, address: '127.0.0.1' }, scopes);
  const refused = (engine: GuardEngine, token: string, code: string, ...scopes: string[]) =>
    expect(admit(engine, token, ...scopes)).rejects.toMatchObject({ code });
  const billing = (...scopes: string[]) =>
    fake.createAppToken({ service: 'billing', scopes }).token;

  it('a calling service is refused without a grant, whatever scopes it minted for itself', async () => {
    const engine = await upGuard();
    const token = billing(SYNC);
    await expect(admit(engine, token, SYNC)).rejects.toMatchObject({
      code: 'CALLER_NOT_GRANTED',
      status: 403,
      missing: [SYNC],
      message: `Permission denied: orders has not granted billing ${SYNC}. Who holds token:write in orders or in auth_service can grant it`,
    });
    await expect(admit(engine, token)).rejects.toMatchObject({
      code: 'CALLER_NOT_GRANTED',
      missing: [],
      message: expect.stringContaining('has not granted billing anything'),
    });
  });

  it('a calling service has the scopes that are both granted and in its token', async () => {
    const engine = await upGuard();
    fake.grantCaller('billing', [SYNC, SHIP]);
    const token = billing(SYNC, 'other');
    expect((await admit(engine, token)).scopes).toEqual([SYNC]);
    await admit(engine, token, SYNC);
    await refused(engine, token, 'CALLER_NOT_GRANTED', 'other');
    await refused(engine, token, 'CALLER_NOT_GRANTED', SYNC, 'other');
    // Granted, but missing in the token: the caller must mint another one.
    await refused(engine, token, 'INSUFFICIENT_SCOPE', SHIP);
    expect((await admit(engine, billing())).scopes).toEqual([]);
  });

  it('a calling service with a grant of no scope is admitted where no scope is required', async () => {
    const engine = await upGuard();
    fake.grantCaller('billing');
    const token = billing(SYNC);
    expect((await admit(engine, token)).scopes).toEqual([]);
    await refused(engine, token, 'CALLER_NOT_GRANTED', SYNC);
  });

  it('a service that calls itself needs no grant', async () => {
    const engine = await upGuard();
    const { token } = fake.createAppToken({ scopes: [SYNC] });
    await admit(engine, token, SYNC);
    await refused(engine, token, 'INSUFFICIENT_SCOPE', SHIP);
  });

  it('a calling service is refused as soon as its grant is withdrawn or narrowed, and admitted as soon as it is granted again', async () => {
    const engine = await upGuard();
    const token = billing(SYNC);
    await refused(engine, token, 'CALLER_NOT_GRANTED', SYNC);
    fake.grantCaller('billing', [SYNC]);
    await eventually(() => admit(engine, token, SYNC));
    const asked = fake.calls['POST /api/guard/app-tokens'];
    await admit(engine, token, SYNC);
    expect(fake.calls['POST /api/guard/app-tokens']).toBe(asked);
    fake.grantCaller('billing', []);
    await eventually(() => refused(engine, token, 'CALLER_NOT_GRANTED', SYNC));
    await admit(engine, token);
    fake.withdrawCaller('billing');
    await eventually(() => refused(engine, token, 'CALLER_NOT_GRANTED'));
  });

  it('a withdrawn grant of one calling service does not affect another', async () => {
    const engine = await upGuard();
    fake.grantCaller('billing', [SYNC]);
    fake.grantCaller('shipping', [SYNC]);
    const token = billing(SYNC);
    await admit(engine, token, SYNC);
    const asked = fake.calls['POST /api/guard/app-tokens'];
    const shipping = fake.createAppToken({ service: 'shipping', scopes: [SYNC] });
    await admit(engine, shipping.token, SYNC);
    fake.withdrawCaller('shipping');
    await eventually(() => refused(engine, shipping.token, 'CALLER_NOT_GRANTED', SYNC));
    await admit(engine, token, SYNC);
    expect(fake.calls['POST /api/guard/app-tokens']).toBe(asked! + 2);
  });

  it('a grant withdrawn while the feed was lost is refused when the feed is back', async () => {
    const engine = await upGuard({ onFeedLost: 'allow-until-expiry' });
    fake.grantCaller('billing', [SYNC]);
    const token = billing(SYNC);
    await eventually(() => admit(engine, token, SYNC));
    fake.setFrozen(true);
    fake.cutFeeds();
    await eventually(() => expect(engine.feedState).toBe('lost'));
    fake.withdrawCaller('billing');
    await admit(engine, token, SYNC);
    fake.setFrozen(false);
    await eventually(() => expect(engine.feedState).toBe('up'));
    await refused(engine, token, 'CALLER_NOT_GRANTED', SYNC);
  });

  it('with introspection, a grant withdrawn while the feed is lost is refused after the cache time', async () => {
    const engine = await upGuard({ introspectionSeconds: 0.05 });
    fake.grantCaller('billing', [SYNC]);
    const token = billing(SYNC);
    await eventually(() => admit(engine, token, SYNC));
    fake.setFrozen(true);
    fake.cutFeeds();
    await eventually(() => expect(engine.feedState).toBe('lost'));
    fake.withdrawCaller('billing');
    await eventually(() => refused(engine, token, 'CALLER_NOT_GRANTED', SYNC));
  });

  it('grants and rights learnt before the first connection of the feed are loaded again', async () => {
    fake.setFrozen(true);
    const engine = guard({ onFeedLost: 'allow-until-expiry' });
    fake.grantCaller('billing', [SYNC]);
    const token = billing(SYNC);
    const { userId } = fake.signIn({ permissions: ['a'] });
    await admit(engine, token, SYNC);
    expect((await engine.rightsOf(userId)).permissions).toContain('a');
    fake.withdrawCaller('billing');
    fake.withdraw(userId, 'a');
    fake.setFrozen(false);
    await engine.untilUp(5000);
    await refused(engine, token, 'CALLER_NOT_GRANTED', SYNC);
    expect((await engine.rightsOf(userId)).permissions).not.toContain('a');
  });

  it('a calling service is refused with 503 when the guard’s own token is not valid', async () => {
    const { id, token: own } = fake.createAppToken();
    const engine = await upGuard({ appToken: own });
    fake.grantCaller('billing', [SYNC]);
    const token = billing(SYNC);
    fake.revokeAppToken(id);
    await refused(engine, token, 'AUTH_UNAVAILABLE', SYNC);
  });

  describe('with another release', () => {
    let old: Server;
    afterEach(async () => {
      // Else a connection that is kept alive holds it open for seconds.
      old.closeAllConnections();
      await new Promise((resolve) => void old.close(resolve));
    });

    it('the answer of an older server, which has no grants, leads to a refusal with 503', async () => {
      const service = { id: 'b', name: 'billing' };
      const token = { id: 't', name: 'test', scopes: [SYNC], expires_at: null };
      old = createServer((_request, response) =>
        response.end(JSON.stringify({ success: true, service, token })),
      );
      await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
      const authority = authorityAt(`http://127.0.0.1:${(old.address() as AddressInfo).port}`);
      const caller = billing(SYNC);
      await expect(authority.validateAppToken(caller)).rejects.toThrow(/release or later/);
      const engine = await upGuard({
        authority: {
          ...authorityAt(fake.url),
          openFeed: null,
          fetchKeys: () => authority.fetchKeys(),
          validateAppToken: (shown) => authority.validateAppToken(shown),
        },
      });
      await refused(engine, caller, 'AUTH_UNAVAILABLE', SYNC);
    });

    it('an older guard, which does not identify itself, is refused with ASKER_REQUIRED', async () => {
      fake.grantCaller('billing', [SYNC]);
      const answer = await fetch(`${fake.url}/api/tokens/validate`, {
        headers: { Authorization: `Bearer ${billing(SYNC)}`, 'Gatehouse-Networks': 'told' },
      });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'ASKER_REQUIRED' });
    });
  });
});
