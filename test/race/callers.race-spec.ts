import { eventually } from '#libs/testing';
import { newId } from '#libs/kernel';
import { GuardedService } from '../e2e/support/guarded-service.js';
import { signIn } from '../support/accounts.js';
import { proven, type Prover } from '../support/fresh-proof.js';
import { mintToken } from '../support/service-token.js';
import { TwoServers } from '../support/two-servers.js';

const LONG = 180_000;
const ROUNDS = 15;
const SCOPE = 'orders:sync';
const AT_ONCE = 8;

interface Party {
  readonly id: string;
  readonly name: string;
  readonly token: string;
}

/** Guards that are connected to one instance obey grants that were made at the other. */
describe('what a service grants its callers', () => {
  let fixture: TwoServers;
  let admin: string;
  /** Sessions of the administrator: a newer proof replaces the former one of its session. */
  let provers: readonly Prover[];
  let orders: Party;
  let guard: GuardedService;

  beforeAll(async () => {
    fixture = await TwoServers.start({ env: { SESSION_LIMIT_PER_USER: '0' } });
    const administrator = await fixture.accounts.create();
    await fixture.accounts.grant(administrator, 'admin');
    const sessions = await fixture.race(AT_ONCE, (server) => signIn(server, administrator));
    const { password } = administrator;
    provers = sessions.map(({ access_token: token }) => ({ token, password }));
    admin = provers[0]!.token;
    orders = await aService([]);
    guard = await GuardedService.start({
      issuer: 'http://gatehouse.test',
      url: fixture.on(1).url,
      service: orders.name,
      appToken: orders.token,
      onFeedLost: 'deny',
    });
    await guard.gatehouse.ready();
  }, LONG);
  afterAll(async () => {
    await guard?.close();
    await fixture?.close();
  });

  async function aService(scopes: readonly string[]): Promise<Party> {
    const name = newId();
    const made = await fixture
      .on(0)
      .post<{ service_id: string }>('/api/roles/services', { name }, { token: admin });
    const { service_id: id } = made.body;
    const minted = await mintToken(fixture.on(0), provers[0]!, {
      service_id: id,
      name: 'raced',
      scopes,
    });
    if (minted.status !== 201) throw new Error(`Not minted: ${minted.text}`);
    return { id, name, token: minted.body.token_data.token };
  }

  const pathOf = (caller: Party, at = orders) => `/api/roles/service/${at.id}/callers/${caller.id}`;
  /** Proven in its own session, and not sent yet. */
  const granting = async (at: number, path: string, scopes: readonly string[]) => {
    const options = await proven(fixture.on(at), provers[at]!, 'grant_caller');
    return () => fixture.on(at).put(path, { scopes }, options);
  };
  const grant = async (at: number, caller: Party, scopes: readonly string[]) =>
    (await granting(at, pathOf(caller), scopes))();
  const withdraw = (at: number, caller: Party) =>
    fixture.on(at).delete(pathOf(caller), { token: admin });
  const isIn = ({ token }: Party): Promise<boolean> =>
    guard.gatehouse.verifyApp(token, { scopes: [SCOPE] }).then(
      () => true,
      ({ code }: { code?: string }) => {
        if (code === 'CALLER_NOT_GRANTED') return false;
        throw new Error(`The guard answered ${code}`);
      },
    );

  it(
    'a guard at the other instance obeys a caller’s grant and its withdrawal, while callers keep calling',
    async () => {
      const caller = await aService([SCOPE]);
      let isOver = false;
      // Their calls keep the guard's cache entry fresh: only the feed ends it in time.
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
    'after many changes at both instances the caller’s grant and the guard follow the last one',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const caller = await aService([SCOPE]);
        const changes = await fixture.race(AT_ONCE, async (_server, index) =>
          index % 4 < 2 ? granting(index, pathOf(caller), [SCOPE]) : () => withdraw(index, caller),
        );
        const answers = await Promise.all(changes.map((send) => send()));
        for (const { status } of answers) expect([200, 404]).toContain(status);
        const shown = await fixture.on(0).get<{ caller?: { scopes: string[] } }>(pathOf(caller), {
          token: admin,
        });
        const isGranted = shown.body.caller?.scopes.includes(SCOPE) ?? false;
        await eventually(async () => expect(await isIn(caller)).toBe(isGranted));
      }
    },
    LONG,
  );

  it(
    'two services grant each other something without a deadlock while one of them is deleted',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [one, other] = [await aService([SCOPE]), await aService([SCOPE])];
        const sendFirst = await granting(0, pathOf(other, one), [SCOPE]);
        const sendSecond = await granting(1, pathOf(one, other), [SCOPE]);
        const [first, second, third] = await Promise.all([
          sendFirst(),
          sendSecond(),
          fixture.on(0).delete(`/api/roles/services/${other.id}`, { token: admin }),
        ]);
        expect([200, 404]).toContain(first?.status);
        expect([200, 404]).toContain(second?.status);
        expect(third?.status).toBe(200);
        const left = await fixture
          .on(1)
          .get<{ callers: unknown[] }>(`/api/roles/service/${one.id}/callers`, { token: admin });
        expect(left.body.callers).toEqual([]);
      }
    },
    LONG,
  );
});
