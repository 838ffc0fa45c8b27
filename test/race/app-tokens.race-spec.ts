import { hasRedisServer, type ServerProcess } from '#libs/testing';
import { newId } from '#libs/kernel';
import { signIn } from '../support/accounts.js';
import { frozen, killed, noFault, roundsDuringFault } from '../support/redis-faults.js';
import { TwoServers } from '../support/two-servers.js';
import { proven, type Prover } from '../support/fresh-proof.js';
import { mintToken } from '../support/service-token.js';

/** The fault of Redis while a token is revoked. */
type Fault = 'none' | 'killed' | 'frozen';

const ROUNDS: Readonly<Record<Fault, number>> = { none: 40, killed: 10, frozen: 10 };

/** The ways to end a token. */
const WAYS = ['revoked', 'deleted', 'rotated', 'service deactivated', 'service deleted'] as const;
type Way = (typeof WAYS)[number];

const LONG = 300_000;
/** On each instance. */
const READERS = 2;

interface Victim {
  readonly id: string;
  readonly token: string;
  readonly service: string;
}

(hasRedisServer() ? describe : describe.skip)('an application token that one instance ends', () => {
  let fixture: TwoServers;
  let admin: string;
  /** The token of a service that stays unchanged. */
  let unaffected: Victim;
  let prover: Prover;

  beforeAll(async () => {
    fixture = await TwoServers.start({ env: { REDIS_BREAK_MS: '50' } });
    const administrator = await fixture.accounts.create();
    await fixture.accounts.grant(administrator, 'admin');
    admin = (await signIn(fixture.on(0), administrator)).access_token;
    prover = { token: admin, password: administrator.password };
    unaffected = await aVictim();
  }, 120_000);
  afterAll(() => fixture?.close());

  const made = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await fixture.on(0).post<T>(path, body, { token: admin });
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const aVictim = async (): Promise<Victim> => {
    const { service_id: service } = await made<{ service_id: string }>('/api/roles/services', {
      name: newId(),
    });
    const minted = await mintToken(fixture.on(0), prover, { service_id: service, name: 'raced' });
    if (minted.status !== 201) throw new Error(`Not minted: ${minted.text}`);
    const { token_data: data } = minted.body;
    return { id: data.id, token: data.token, service };
  };
  const validate = async (server: ServerProcess, { token }: Victim): Promise<number> =>
    (await server.get('/api/tokens/validate', { token })).status;

  /** Each is sent to the first instance. */
  const end: Readonly<Record<Way, (victim: Victim) => Promise<{ status: number }>>> = {
    revoked: ({ id }) =>
      fixture.on(0).post(`/api/tokens/${id}/revoke`, undefined, { token: admin }),
    deleted: ({ id }) => fixture.on(0).delete(`/api/tokens/${id}`, { token: admin }),
    rotated: async ({ id }) =>
      fixture
        .on(0)
        .post(`/api/tokens/${id}/rotate`, {}, await proven(fixture.on(0), prover, 'rotate_token')),
    'service deactivated': ({ service }) =>
      fixture.on(0).put(`/api/roles/services/${service}`, { is_active: false }, { token: admin }),
    'service deleted': ({ service }) =>
      fixture.on(0).delete(`/api/roles/services/${service}`, { token: admin }),
  };

  /**
   * Calls both instances continuously; returns the calls that were accepted and began after the revocation was
   * answered.
   */
  const staleAnswers = async (victim: Victim, way: Way, befall: () => Promise<unknown>) => {
    let endedAtMs = Infinity;
    let stale = 0;
    const read = async (server: ServerProcess): Promise<void> => {
      for (let refused = 0; refused < 2;) {
        const beganAtMs = performance.now();
        const status = await validate(server, victim);
        if (status === 401) refused += 1;
        else if (status !== 200) throw new Error(`The token was answered ${status}`);
        else if (beganAtMs > endedAtMs) stale += 1;
      }
    };
    const readers = Array.from({ length: 2 * READERS }, (_, index) => read(fixture.on(index)));
    const [answer] = await Promise.all([end[way](victim), befall()]);
    endedAtMs = performance.now();
    expect([way, answer.status]).toEqual([way, 200]);
    const next = await fixture.race(2, (server) => validate(server, victim));
    stale += next.filter((status) => status !== 401).length;
    await Promise.all(readers);
    return stale;
  };

  const round = async (
    number: number,
    befall: () => Promise<unknown>,
    goOn: () => Promise<unknown>,
  ) => {
    const way = WAYS[number % WAYS.length] ?? 'revoked';
    const victim = await aVictim();
    // Each instance has cached the token and validated its cache entry.
    for (const index of [0, 1, 0, 1]) expect(await validate(fixture.on(index), victim)).toBe(200);
    expect([way, await staleAnswers(victim, way, befall)]).toEqual([way, 0]);
    // The fault of Redis refuses no other token.
    expect(await fixture.race(2, (server) => validate(server, unaffected))).toEqual([200, 200]);
    await goOn();
    // The token stays refused when Redis is back.
    expect(await fixture.race(2, (server) => validate(server, victim))).toEqual([401, 401]);
  };

  it(
    'an ended application token is refused by both instances on the very next request',
    async () => {
      for (let number = 0; number < ROUNDS.none; number += 1) await round(number, noFault, noFault);
    },
    LONG,
  );

  it(
    'an ended application token is refused while Redis is killed, and when it is back',
    () => roundsDuringFault(killed(fixture.redis), ROUNDS.killed, round),
    LONG,
  );

  it(
    'an ended application token is refused while Redis is frozen, and when it answers again',
    () => roundsDuringFault(frozen(fixture.redis), ROUNDS.frozen, round),
    LONG,
  );
});
