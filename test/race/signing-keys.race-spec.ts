import {
  createTestDatabase,
  eventually,
  startTestApp,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { SigningKeys } from '#api/signing-keys';
import { Accounts, me, signIn, type Account } from '../support/accounts.js';

interface Jwks {
  readonly keys: readonly { readonly kid: string }[];
}

/** The contract of an emergency rotation: no instance accepts a leaked key for longer. */
const BOUND_MS = 1000;
/** The time that an answer takes on a busy machine. */
const SLACK_MS = 500;

describe('two instances on one database', () => {
  let database: TestDatabase;
  let one: TestApp;
  let other: TestApp;
  let accounts: Accounts;
  let account: Account;
  const kids = async (app: TestApp) =>
    (await app.get<Jwks>('/.well-known/jwks.json')).body.keys.map(({ kid }) => kid);
  const keysOf = (app: TestApp) => app.nest.get(SigningKeys, { strict: false });

  beforeAll(async () => {
    database = await createTestDatabase();
    [one, other] = await Promise.all([startTestApp({ database }), startTestApp({ database })]);
    accounts = new Accounts(database.url);
    account = await accounts.create();
  }, 120_000);
  afterAll(async () => {
    await accounts?.close();
    await Promise.all([one?.close(), other?.close()]);
    await database?.drop();
  });

  it('two instances that started at once have one key', async () => {
    expect(await kids(one)).toHaveLength(1);
    expect(await kids(other)).toEqual(await kids(one));
  });

  it('two instances accept each other’s tokens', async () => {
    const { access_token } = await signIn(one, account);
    expect((await me(other, access_token)).status).toBe(200);
  });

  it('two instances that rotate at once make one new key, and both publish it before it is used', async () => {
    const before = await kids(one);
    await Promise.all([...Array(4)].flatMap(() => [keysOf(one).rotate(), keysOf(other).rotate()]));
    await eventually(
      async () => (await kids(other)).length === 2 && (await kids(one)).length === 2,
    );
    expect(await kids(other)).toEqual(await kids(one));
    expect((await kids(one))[0]).toBe(before[0]);
    const { access_token } = await signIn(other, account);
    expect((await me(one, access_token)).status).toBe(200);
  });

  it('two instances refuse a leaked key within a second of the emergency rotation, in each round', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { access_token } = await signIn(one, account);
      expect((await me(other, access_token)).status).toBe(200);
      await keysOf(one).rotate({ now: true });
      expect((await me(one, access_token)).status).toBe(401);
      await eventually(
        async () => (await me(other, access_token)).status === 401,
        BOUND_MS + SLACK_MS,
      );
      const renewed = await signIn(one, account);
      expect((await me(other, renewed.access_token)).status).toBe(200);
    }
  }, 60_000);

  it('two instances that replace a leaked key at once make one new key', async () => {
    const rotations = await Promise.all([
      keysOf(one).rotate({ now: true }),
      keysOf(other).rotate({ now: true }),
    ]);
    const made = rotations.filter(({ created }) => created);
    expect(made.length).toBeGreaterThanOrEqual(1);
    const [active] = (await keysOf(one).list()).filter(({ state }) => state === 'active');
    await eventually(async () => (await kids(other)).join() === active!.id);
    expect(await kids(one)).toEqual([active!.id]);
  });
});
