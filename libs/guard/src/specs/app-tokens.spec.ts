import type { Refusal } from '../errors.js';
import { AppTokens } from '../core/app-tokens.js';
import { HttpAuthority } from '../core/http-authority.js';
import { newFakeAppToken } from '../testing/fake-app-token.js';
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
  /** Questions to the server, however many tokens each is about. */
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

  it('are asked about once and remembered', async () => {
    const { authenticate, validations } = setUp(fake);
    const { token, id } = fake.createAppToken({ service: 'billing', scopes: ['a'] });
    fake.grantCaller('billing', ['a']);
    const before = validations();
    const app = await authenticate(token);
    expect(app).toMatchObject({ tokenId: id, serviceName: 'billing', scopes: ['a'] });
    await Promise.all(Array.from({ length: 50 }, () => authenticate(token)));
    expect(validations()).toBe(before + 1);
  });

  it('are asked about again after a while, so that their use is counted', async () => {
    const { authenticate, validations, world } = setUp(fake);
    const { token } = fake.createAppToken();
    await authenticate(token);
    const before = validations();
    world.ms += 30_001;
    await authenticate(token);
    expect(validations()).toBe(before + 1);
    // What was held while the feed was up is no younger for that when it is lost.
    world.maxAgeMs = 3000;
    world.ms += 3000;
    await authenticate(token);
    expect(validations()).toBe(before + 2);
  });

  it('are refused alike, whatever is wrong with them', async () => {
    const { authenticate } = setUp(fake);
    const revoked = fake.createAppToken();
    fake.revokeAppToken(revoked.id);
    const expired = fake.createAppToken({ expiresInSeconds: -10 });
    for (const token of [newFakeAppToken(), 'a'.repeat(64), revoked.token, expired.token]) {
      await expect(authenticate(token)).rejects.toMatchObject(refused);
    }
  });

  it('that cannot be one cost the server nothing', async () => {
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

  it('that were refused are not asked about again for each call', async () => {
    const { authenticate, validations } = setUp(fake);
    const before = validations();
    const guess = newFakeAppToken();
    for (let i = 0; i < 20; i += 1) {
      await expect(authenticate(guess)).rejects.toMatchObject(refused);
    }
    expect(validations()).toBe(before + 1);
  });

  it('are asked about in few questions while they are unknown, push nothing good out and refuse none', async () => {
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

  it('that are bad are told apart by caller: one who shows too many is told to wait, good ones of theirs are not', async () => {
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

  it('are asked about one at a time of a server that does not know how to be asked for many', async () => {
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

  it('are good only from their networks, by the address of the caller', async () => {
    const { authenticate } = setUp(fake);
    const { token } = fake.createAppToken({ allowedNetworks: ['10.0.0.0/8', '2001:db8::/32'] });
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::7']) {
      await expect(authenticate(token, address)).resolves.toMatchObject({ tokenName: 'test' });
    }
    for (const address of ['127.0.0.1', '::ffff:11.0.0.1', '2001:db9::7', 'unknown', undefined]) {
      await expect(authenticate(token, address)).rejects.toMatchObject(refused);
    }
  });

  it('count by the last answer when the server is away, only where that is wanted', async () => {
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

  it('end when they are revoked, though remembered, and stay so whatever an instance answers', async () => {
    const { authenticate, tokens } = setUp(fake);
    const { token, id } = fake.createAppToken();
    await authenticate(token);
    tokens.revoke(id);
    await expect(authenticate(token)).rejects.toMatchObject(refused);
  });

  it('end with their service and come back with it', async () => {
    const { authenticate, tokens } = setUp(fake);
    const { token } = fake.createAppToken({ service: 'sleepy' });
    const { serviceId } = await authenticate(token);
    tokens.setServiceActive(serviceId, false);
    await expect(authenticate(token)).rejects.toMatchObject(refused);
    tokens.setServiceActive(serviceId, true);
    await authenticate(token);
  });

  it('end at their expiry, though remembered', async () => {
    const { authenticate, world } = setUp(fake);
    const { token } = fake.createAppToken({ expiresInSeconds: 10 });
    await authenticate(token);
    world.ms += 11_000;
    await expect(authenticate(token)).rejects.toMatchObject(refused);
  });

  it('are unavailable, not wrong, while the server is', async () => {
    const { authenticate } = setUp(fake);
    const { token } = fake.createAppToken();
    await fake.stop();
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    await fake.restart();
  });

  it('are not kept in clear', async () => {
    const { authenticate, tokens } = setUp(fake);
    const { token } = fake.createAppToken();
    await authenticate(token);
    const { held } = tokens as unknown as { held: { young: Map<string, unknown> } };
    expect([...held.young.keys()].join()).not.toContain(token.slice(3));
  });
});
