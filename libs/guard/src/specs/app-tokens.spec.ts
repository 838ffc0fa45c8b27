import { AppTokens } from '../core/app-tokens.js';
import { HttpAuthority } from '../core/http-authority.js';
import { newFakeAppToken } from '../testing/fake-app-token.js';
import { FakeGatehouse } from '../testing/index.js';

function setUp(fake: FakeGatehouse) {
  const world = { ms: Date.now(), maxAgeMs: 30_000, trustsLastAnswer: false };
  const authority = new HttpAuthority({
    url: fake.url,
    appToken: fake.appToken,
    timeoutMs: 1000,
    fetch: (...call) => fetch(...call),
  });
  const tokens = new AppTokens({
    validate: (token) => authority.validateAppToken(token),
    clock: () => world.ms,
    maxAgeMs: () => world.maxAgeMs,
    trustsLastAnswer: () => world.trustsLastAnswer,
  });
  const authenticate = async (token: string, address?: string) =>
    (await tokens.authenticate(token, { live: false, address })).app;
  const validations = () => fake.calls['GET /api/tokens/validate'] ?? 0;
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

  it('are asked about at most a hundred times a second while they are unknown, and push nothing good out', async () => {
    const { authenticate, validations, world } = setUp(fake);
    const { token } = fake.createAppToken();
    await authenticate(token);
    const before = validations();
    const codes = await Promise.all(
      Array.from({ length: 500 }, () =>
        authenticate(newFakeAppToken()).catch((error: { code: string }) => error.code),
      ),
    );
    expect(validations() - before).toBeLessThanOrEqual(100);
    expect(new Set(codes)).toEqual(new Set(['INVALID_TOKEN', 'AUTH_UNAVAILABLE']));
    await authenticate(token);
    expect(validations() - before).toBeLessThanOrEqual(100);
    world.ms += 1000;
    await authenticate(fake.createAppToken().token);
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
