import type { Refusal } from '../errors.js';
import { AppTokens } from '../core/app-tokens.js';
import { HttpAuthority } from '../core/http-authority.js';
import { newFakeAppToken } from '../testing/fake-credentials.js';
import { FakeGatehouse } from '../testing/index.js';

function setUp(fake: FakeGatehouse) {
  const world = { ms: Date.now(), maxAgeMs: 30_000, trustsLastAnswer: false };
  const authority = new HttpAuthority({
    url: fake.url,
    appToken: fake.appToken,
    timeoutMs: 60_000,
    fetch: (...call) => fetch(...call),
  });
  const tokens = new AppTokens({
    authority,
    clock: () => world.ms,
    maxAgeMs: () => world.maxAgeMs,
    trustsLastAnswer: () => world.trustsLastAnswer,
  });
  const authenticate = async (token: string, address?: string) =>
    (await tokens.authenticate(token, { live: false, address })).app;
  /** Requests to the server, each for any number of tokens. */
  const validations = () => fake.calls['POST /api/guard/app-tokens'] ?? 0;
  return { tokens, world, authenticate, validations };
}

describe('Application tokens of callers', () => {
  let fake: FakeGatehouse;
  beforeAll(async () => {
    fake = await FakeGatehouse.start();
  });
  afterAll(() => fake.close());

  const refused = { code: 'INVALID_TOKEN', message: 'The application token is not valid' };

  it('an application token is looked up once and then remembered', async () => {
    const { authenticate, validations } = setUp(fake);
    const { token, id } = fake.createAppToken({ service: 'billing', scopes: ['a'] });
    fake.grantCaller('billing', ['a']);
    const before = validations();
    const app = await authenticate(token);
    expect(app).toMatchObject({ tokenId: id, serviceName: 'billing', scopes: ['a'] });
    await Promise.all(Array.from({ length: 50 }, () => authenticate(token)));
    expect(validations()).toBe(before + 1);
  });

  it('an application token is looked up again after 30 s, so that its use is counted', async () => {
    const { authenticate, validations, world } = setUp(fake);
    const { token } = fake.createAppToken();
    await authenticate(token);
    const before = validations();
    world.ms += 30_001;
    await authenticate(token);
    expect(validations()).toBe(before + 1);
    // An answer from before the feed was lost has the shorter maximum age too.
    world.maxAgeMs = 3000;
    world.ms += 3000;
    await authenticate(token);
    expect(validations()).toBe(before + 2);
  });

  it('unknown, revoked and expired application tokens get the same refusal', async () => {
    const { authenticate } = setUp(fake);
    const revoked = fake.createAppToken();
    fake.revokeAppToken(revoked.id);
    const expired = fake.createAppToken({ expiresInSeconds: -10 });
    for (const token of [newFakeAppToken(), 'a'.repeat(64), revoked.token, expired.token]) {
      await expect(authenticate(token)).rejects.toMatchObject(refused);
    }
  });

  it('a malformed application token causes no request to the server', async () => {
    const { authenticate, validations } = setUp(fake);
    const before = validations();
    for (const token of [
      'gh_',
      'gh_short',
      `gh_${'x'.repeat(300)}`,
      'gh_with spaces in it 123',
      'gh_unknownunknownunknown',
      `gh_${'0'.repeat(49)}`,
      newFakeAppToken().toUpperCase(),
      'x',
    ]) {
      await expect(authenticate(token)).rejects.toMatchObject(refused);
    }
    expect(validations()).toBe(before);
  });

  it('a refused application token is not looked up again for each call', async () => {
    const { authenticate, validations } = setUp(fake);
    const before = validations();
    const guess = newFakeAppToken();
    for (let i = 0; i < 20; i += 1) {
      await expect(authenticate(guess)).rejects.toMatchObject(refused);
    }
    expect(validations()).toBe(before + 1);
  });

  it('a flood of unknown application tokens causes few requests, evicts no valid token and refuses none', async () => {
    const { authenticate, validations } = setUp(fake);
    const { token } = fake.createAppToken();
    await authenticate(token);
    const before = validations();
    const cold = Array.from({ length: 20 }, () => fake.createAppToken().token);
    const bad = Array.from({ length: 2000 }, (_, turn) =>
      authenticate(newFakeAppToken(), `192.0.2.${turn % 3}`).catch(
        (error: { code: string }) => error.code,
      ),
    );
    const good = await Promise.all(cold.map((one) => authenticate(one, '192.0.2.1')));
    expect(good).toHaveLength(20);
    const codes = await Promise.all(bad);
    expect(new Set(codes)).toEqual(new Set(['INVALID_TOKEN', 'RATE_LIMITED']));
    expect(validations() - before).toBeLessThanOrEqual(25);
    await authenticate(token);
    expect(validations() - before).toBeLessThanOrEqual(25);
  });

  it('a caller with too many invalid application tokens is rate limited for invalid ones, and not for valid ones', async () => {
    const { authenticate } = setUp(fake);
    const from = (address: string) => (token: string) =>
      authenticate(token, address).catch((error: unknown) => error);
    const many = from('2001:db8:0:1::7');
    const answers = await Promise.all(Array.from({ length: 310 }, () => many(newFakeAppToken())));
    const limited = answers.filter((error) => (error as { code?: string }).code === 'RATE_LIMITED');
    expect(limited).toHaveLength(10);
    expect(limited[0]).toMatchObject({ status: 429 });
    expect((limited[0] as Refusal).toHeaders()).toEqual({ 'Retry-After': '60' });
    const sameNetwork = from('2001:db8:0:1:ffff::8');
    expect(await sameNetwork(newFakeAppToken())).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await from('2001:db8:0:2::7')(newFakeAppToken())).toMatchObject(refused);
    expect(await many(fake.createAppToken().token)).toMatchObject({ tokenName: 'test' });
  });

  it('application tokens are looked up one at a time at a server without batch look-up', async () => {
    const old = {
      asked: 0,
      askAppTokens: () => Promise.resolve(null),
      validateAppToken: (token: string) => {
        old.asked += 1;
        return new HttpAuthority({
          url: fake.url,
          appToken: fake.appToken,
          timeoutMs: 60_000,
          fetch: (...call) => fetch(...call),
        }).validateAppToken(token);
      },
    };
    const tokens = new AppTokens({
      authority: old,
      clock: () => Date.now(),
      maxAgeMs: () => 30_000,
      trustsLastAnswer: () => false,
    });
    const shown = { live: false, address: undefined };
    const good = Array.from({ length: 40 }, () => fake.createAppToken().token);
    const apps = await Promise.all(good.map((token) => tokens.authenticate(token, shown)));
    expect(apps).toHaveLength(40);
    await expect(tokens.authenticate(newFakeAppToken(), shown)).rejects.toMatchObject(refused);
    expect(old.asked).toBe(41);
  });

  it('an application token is valid only from its networks, by the address of the caller', async () => {
    const { authenticate } = setUp(fake);
    const { token } = fake.createAppToken({ allowedNetworks: ['10.0.0.0/8', '2001:db8::/32'] });
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::7']) {
      await expect(authenticate(token, address)).resolves.toMatchObject({ tokenName: 'test' });
    }
    for (const address of ['127.0.0.1', '::ffff:11.0.0.1', '2001:db9::7', 'unknown', undefined]) {
      await expect(authenticate(token, address)).rejects.toMatchObject(refused);
    }
  });

  it('the last answer about an application token is used while the server is down only if configured', async () => {
    const { authenticate, world } = setUp(fake);
    const { token } = fake.createAppToken();
    await authenticate(token);
    await fake.stop();
    world.ms += 30_001;
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    world.trustsLastAnswer = true;
    await authenticate(token);
    await expect(authenticate(newFakeAppToken())).rejects.toMatchObject({
      code: 'AUTH_UNAVAILABLE',
    });
    await fake.restart();
  });

  it('a remembered application token is refused after its revocation, whatever an instance answers', async () => {
    const { authenticate, tokens } = setUp(fake);
    const { token, id } = fake.createAppToken();
    await authenticate(token);
    tokens.revoke(id);
    await expect(authenticate(token)).rejects.toMatchObject(refused);
  });

  it('application tokens of a service are refused while the service is inactive', async () => {
    const { authenticate, tokens } = setUp(fake);
    const { token } = fake.createAppToken({ service: 'sleepy' });
    const { serviceId } = await authenticate(token);
    tokens.setServiceActive(serviceId, false);
    await expect(authenticate(token)).rejects.toMatchObject(refused);
    tokens.setServiceActive(serviceId, true);
    await authenticate(token);
  });

  it('a remembered application token is refused after its expiry', async () => {
    const { authenticate, world } = setUp(fake);
    const { token } = fake.createAppToken({ expiresInSeconds: 10 });
    await authenticate(token);
    world.ms += 11_000;
    await expect(authenticate(token)).rejects.toMatchObject(refused);
  });

  it('an unknown application token is refused as unavailable, not as invalid, while the server is down', async () => {
    const { authenticate } = setUp(fake);
    const { token } = fake.createAppToken();
    await fake.stop();
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    await fake.restart();
  });

  it('application tokens are not kept in clear text', async () => {
    const { authenticate, tokens } = setUp(fake);
    const { token } = fake.createAppToken();
    await authenticate(token);
    const { held } = tokens as unknown as { held: { young: Map<string, unknown> } };
    expect([...held.young.keys()].join()).not.toContain(token.slice(3));
  });
});
