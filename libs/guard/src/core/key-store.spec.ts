import { SigningKey } from '../testing/fake-credentials.js';
import { KeyStore } from './key-store.js';

function setUp(...published: SigningKey[]) {
  const world = { ms: 1_800_000_000_000, published, isDown: false, fetches: 0 };
  const store = new KeyStore({
    fetchKeys: () => {
      world.fetches += 1;
      if (world.isDown) return Promise.reject(new Error('down'));
      return Promise.resolve({ keys: world.published.map(({ publicJwk }) => publicJwk) });
    },
    clock: () => world.ms,
    cooldownSeconds: 5,
    maxAgeSeconds: 600,
  });
  return { store, world };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('KeyStore', () => {
  it('concurrent look-ups of keys cause one fetch', async () => {
    const key = new SigningKey();
    const { store, world } = setUp(key);
    await Promise.all(Array.from({ length: 50 }, () => store.find(key.kid)));
    expect(world.fetches).toBe(1);
  });

  it('unknown key ids cause one fetch together, and none when they are repeated', async () => {
    const key = new SigningKey();
    const { store, world } = setUp(key);
    await store.find(key.kid);
    const guesses = Array.from({ length: 500 }, (_, index) => `guess-${index}`);
    const found = await Promise.all(guesses.map((kid) => store.find(kid)));
    expect(new Set(found)).toEqual(new Set([undefined]));
    expect(world.fetches).toBe(2);
    for (const kid of guesses.slice(-100)) expect(await store.find(kid)).toBeUndefined();
    expect(world.fetches).toBe(2);
  });

  it('a new key is found during a flood of invented key ids', async () => {
    const key = new SigningKey();
    const { store, world } = setUp(key);
    await store.find(key.kid);
    for (let round = 0; round < 4; round += 1) {
      const invented = Array.from({ length: 200 }, (_, index) => store.find(`${round}-${index}`));
      const next = new SigningKey();
      world.published.push(next);
      expect(await store.find(next.kid)).toBeDefined();
      await Promise.all(invented);
    }
    // One fetch for each round, not for each invented key id.
    expect(world.fetches).toBeLessThanOrEqual(6);
  });

  it('look-ups of unknown keys above the maximum number are refused as unavailable', async () => {
    const key = new SigningKey();
    const { store, world } = setUp(key);
    await store.find(key.kid);
    const found = await Promise.all(
      Array.from({ length: 1200 }, (_, index) =>
        store.find(`guess-${index}`).catch((error: { code: string }) => error.code),
      ),
    );
    expect(found.filter((one) => one === 'AUTH_UNAVAILABLE')).toHaveLength(200);
    expect(world.fetches).toBe(2);
  });

  it('held keys are used while the server is down', async () => {
    const key = new SigningKey();
    const { store, world } = setUp(key);
    await store.find(key.kid);
    world.isDown = true;
    world.ms += 3_600_000;
    expect(await store.find(key.kid)).toBeDefined();
    await settle();
    expect(world.fetches).toBe(2);
    expect(await store.find(key.kid)).toBeDefined();
  });

  it('an unknown key id is unavailable, not invalid, when the server cannot be reached', async () => {
    const key = new SigningKey();
    const { store, world } = setUp(key);
    await store.find(key.kid);
    world.isDown = true;
    world.ms += 6000;
    await expect(store.find('unknown')).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
  });

  it('the key store recovers from a start without keys', async () => {
    const key = new SigningKey();
    const { store, world } = setUp(key);
    world.isDown = true;
    await expect(store.find(key.kid)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    await expect(store.find(key.kid)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    expect(world.fetches).toBe(1);
    world.isDown = false;
    world.ms += 1001;
    expect(await store.find(key.kid)).toBeDefined();
  });

  it('the key store accepts only ES256 keys and treats an empty set as unavailable', async () => {
    const key = new SigningKey();
    const { store, world } = setUp();
    await expect(store.find(key.kid)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    const strange = { kid: 'rsa', kty: 'RSA', n: 'AQAB', e: 'AQAB' };
    const secret = { kid: 'oct', kty: 'oct', k: 'AQAB', alg: 'HS256' };
    Object.assign(world, { published: [{ publicJwk: strange }, { publicJwk: secret }, key] });
    world.ms += 1001;
    expect(await store.find(key.kid)).toBeDefined();
    expect(await store.find('rsa')).toBeUndefined();
    expect(await store.find('oct')).toBeUndefined();
  });

  it('a withdrawn key is dropped at once, also when the server cannot be reached', async () => {
    const [stolen, next] = [new SigningKey(), new SigningKey()];
    const { store, world } = setUp(stolen);
    await store.find(stolen.kid);
    world.isDown = true;
    void store.announce([next.kid]);
    await expect(store.find(stolen.kid)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
  });

  it('a withdrawn key is not accepted again from an instance that still publishes it', async () => {
    const [stolen, next] = [new SigningKey(), new SigningKey()];
    const { store, world } = setUp(stolen, next);
    await store.find(stolen.kid);
    await store.announce([next.kid]);
    world.ms += 700_000;
    await store.find(next.kid);
    await settle();
    expect(await store.find(stolen.kid)).toBeUndefined();
    expect(await store.find(next.kid)).toBeDefined();
  });

  it('an announced key that is not published yet is fetched again', async () => {
    const [old, next] = [new SigningKey(), new SigningKey()];
    const { store, world } = setUp(old);
    await store.find(old.kid);
    const announced = store.announce([old.kid, next.kid]);
    setTimeout(() => world.published.push(next), 50);
    await announced;
    expect(await store.find(next.kid)).toBeDefined();
    expect(await store.find(old.kid)).toBeDefined();
  });
});
