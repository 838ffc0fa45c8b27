import { eventually } from '#libs/testing';
import { newId } from '#libs/kernel';
import { GuardedService } from '../e2e/support/guarded-service.js';
import { signIn } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const LONG = 180_000;
const ROUNDS = 15;
const SCOPE = 'orders:sync';

interface Party {
  readonly id: string;
  readonly name: string;
  readonly token: string;
}

/** What is granted at one instance is obeyed by guards that hear from the other. */
describe('what a service grants its callers', () => {
  let house: TwoServers;
  let admin: string;
  let orders: Party;
  let guard: GuardedService;

  beforeAll(async () => {
    house = await TwoServers.start();
    const administrator = await house.accounts.create();
    await house.accounts.grant(administrator, 'admin');
    admin = (await signIn(house.on(0), administrator)).access_token;
    orders = await aService([]);
    guard = await GuardedService.start({
      issuer: 'http://gatehouse.test',
      url: house.on(1).url,
      service: orders.name,
      appToken: orders.token,
      onFeedLost: 'deny',
    });
    await guard.gatehouse.ready();
  }, LONG);
  afterAll(async () => {
    await guard?.close();
    await house?.close();
  });

  const made = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await house.on(0).post<T>(path, body, { token: admin });
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  async function aService(scopes: readonly string[]): Promise<Party> {
    const name = newId();
    const { service_id: id } = await made<{ service_id: string }>('/api/roles/services', { name });
    const { token_data: data } = await made<{ token_data: { token: string } }>('/api/tokens', {
      service_id: id,
      name: 'raced',
      scopes,
    });
    return { id, name, token: data.token };
  }

  const pathOf = (caller: Party) => `/api/roles/service/${orders.id}/callers/${caller.id}`;
  const grant = (at: number, caller: Party, scopes: readonly string[]) =>
    house.on(at).put(pathOf(caller), { scopes }, { token: admin });
  const withdraw = (at: number, caller: Party) =>
    house.on(at).delete(pathOf(caller), { token: admin });
  const isIn = ({ token }: Party): Promise<boolean> =>
    guard.gatehouse.verifyApp(token, { scopes: [SCOPE] }).then(
      () => true,
      ({ code }: { code?: string }) => {
        if (code === 'CALLER_NOT_GRANTED') return false;
        throw new Error(`The guard answered ${code}`);
      },
    );

  it(
    'is obeyed by a guard at the other instance when it is given and when it is taken, while callers keep calling',
    async () => {
      const caller = await aService([SCOPE]);
      let isOver = false;
      // They keep the answer in the guard's memory young: nothing but the feed ends it in time.
      const calling = Promise.all(
        Array.from({ length: 4 }, async () => {
          while (!isOver) {
            await isIn(caller);
            await new Promise((resolve) => setImmediate(resolve));
          }
        }),
      );
      for (let round = 0; round < ROUNDS; round += 1) {
        expect((await grant(0, caller, [SCOPE])).status).toBe(200);
        await eventually(async () => expect(await isIn(caller)).toBe(true));
        const { status } = await (round % 2 === 0 ? withdraw(0, caller) : grant(0, caller, []));
        expect(status).toBe(200);
        await eventually(async () => expect(await isIn(caller)).toBe(false));
      }
      isOver = true;
      await calling;
    },
    LONG,
  );

  it(
    'ends as the last of many changes at both instances says, and so does the guard',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const caller = await aService([SCOPE]);
        const answers = await house.race(8, (_server, index) =>
          index % 4 < 2 ? grant(index, caller, [SCOPE]) : withdraw(index, caller),
        );
        for (const { status } of answers) expect([200, 404]).toContain(status);
        const shown = await house.on(0).get<{ caller?: { scopes: string[] } }>(pathOf(caller), {
          token: admin,
        });
        const isGranted = shown.body.caller?.scopes.includes(SCOPE) ?? false;
        await eventually(async () => expect(await isIn(caller)).toBe(isGranted));
      }
    },
    LONG,
  );

  it(
    'does not deadlock when two services grant each other something while one of them is deleted',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [one, other] = [await aService([SCOPE]), await aService([SCOPE])];
        const path = (from: Party, to: Party) => `/api/roles/service/${from.id}/callers/${to.id}`;
        const [first, second, third] = await Promise.all([
          house.on(0).put(path(one, other), { scopes: [SCOPE] }, { token: admin }),
          house.on(1).put(path(other, one), { scopes: [SCOPE] }, { token: admin }),
          house.on(0).delete(`/api/roles/services/${other.id}`, { token: admin }),
        ]);
        expect([200, 404]).toContain(first?.status);
        expect([200, 404]).toContain(second?.status);
        expect(third?.status).toBe(200);
        const left = await house
          .on(1)
          .get<{ callers: unknown[] }>(`/api/roles/service/${one.id}/callers`, { token: admin });
        expect(left.body.callers).toEqual([]);
      }
    },
    LONG,
  );
});
