import { hasRedisServer } from '#libs/testing';
import {
  me,
  OTHER_PASSWORD,
  PASSWORD,
  refresh,
  signIn,
  type Account,
} from '../support/accounts.js';
import { frozen, killed, noFault, roundsDuringFault } from '../support/redis-faults.js';
import { TwoServers } from '../support/two-servers.js';

/** The fault of Redis while a session is ended. */
type Fault = 'none' | 'flushed' | 'killed' | 'frozen';

const ROUNDS: Readonly<Record<Fault, number>> = {
  none: 600,
  flushed: 220,
  killed: 120,
  frozen: 60,
};

/** The ways to end a session. */
const WAYS = [
  'logout',
  'by id',
  'all others',
  'password changed',
  'password reset',
  'deactivated',
  'refresh token reused',
] as const;
type Way = (typeof WAYS)[number];

const LONG = 900_000;
const READERS = 3;

interface Victim {
  readonly account: Account;
  readonly access: string;
  readonly refreshToken: string;
  /** Of another session of the same user. */
  readonly otherSession: string;
}

(hasRedisServer() ? describe : describe.skip)('a session that one instance ends', () => {
  let fixture: TwoServers;
  let admin: string;

  beforeAll(async () => {
    fixture = await TwoServers.start({
      env: { SESSION_LIMIT_PER_USER: '0', REFRESH_GRACE_SECONDS: '0', REDIS_BREAK_MS: '50' },
    });
    const administrator = await fixture.accounts.create();
    await fixture.accounts.grant(administrator, 'admin');
    admin = (await signIn(fixture.on(0), administrator)).access_token;
  }, 120_000);
  afterAll(() => fixture?.close());

  const aVictim = async (): Promise<Victim> => {
    const account = await fixture.accounts.create();
    const [session, other] = [
      await signIn(fixture.on(0), account),
      await signIn(fixture.on(1), account),
    ];
    return {
      account,
      access: session.access_token,
      refreshToken: session.refresh_token,
      otherSession: other.access_token,
    };
  };

  /** Each has its own code path in the server; each is sent to the first instance. */
  const end: Readonly<Record<Way, (victim: Victim) => Promise<{ status: number }>>> = {
    logout: ({ access }) => fixture.on(0).post('/api/auth/logout', undefined, { token: access }),
    async 'by id'({ access, otherSession }) {
      const [, payload = ''] = access.split('.');
      const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string };
      return fixture.on(0).delete(`/api/auth/sessions/${sid}`, { token: otherSession });
    },
    'all others': ({ otherSession }) =>
      fixture.on(0).delete('/api/auth/sessions', { token: otherSession }),
    'password changed': ({ otherSession }) =>
      fixture
        .on(0)
        .post(
          '/api/auth/change-password',
          { current_password: PASSWORD, new_password: OTHER_PASSWORD },
          { token: otherSession },
        ),
    async 'password reset'({ account }) {
      const token = await fixture.accounts.mailedToken(account, 'reset_password');
      return fixture.on(0).post('/api/password/reset', { token, password: OTHER_PASSWORD });
    },
    deactivated: ({ account }) =>
      fixture.on(0).patch(`/api/users/${account.id}`, { is_active: false }, { token: admin }),
    async 'refresh token reused'({ refreshToken }) {
      await refresh(fixture.on(1), refreshToken);
      const { status } = await refresh(fixture.on(0), refreshToken);
      return { status: status === 401 ? 200 : 500 };
    },
  };

  const isForAll = (way: Way) => way === 'password reset' || way === 'deactivated';

  /**
   * Calls the other instance continuously; returns the calls that were accepted and began after the end was answered.
   */
  const staleAnswers = async (victim: Victim, way: Way, befall: () => Promise<unknown>) => {
    let endedAtMs = Infinity;
    let stale = 0;
    const read = async (): Promise<void> => {
      for (let refused = 0; refused < 2;) {
        const beganAtMs = performance.now();
        const { status } = await me(fixture.on(1), victim.access);
        if (status === 401) refused += 1;
        else if (status !== 200) throw new Error(`The session was answered ${status}`);
        else if (beganAtMs > endedAtMs) stale += 1;
      }
    };
    const readers = Array.from({ length: READERS }, read);
    const [answer] = await Promise.all([end[way](victim), befall()]);
    endedAtMs = performance.now();
    expect([way, answer.status]).toEqual([way, 200]);
    const next = await Promise.all([
      me(fixture.on(1), victim.access),
      me(fixture.on(0), victim.access),
    ]);
    stale += next.filter(({ status }) => status !== 401).length;
    await Promise.all(readers);
    return stale;
  };

  const round = async (
    number: number,
    befall: () => Promise<unknown>,
    goOn: () => Promise<unknown>,
  ) => {
    const way = WAYS[number % WAYS.length] ?? 'logout';
    const victim = await aVictim();
    for (const server of [fixture.on(1), fixture.on(1), fixture.on(0)]) {
      expect((await me(server, victim.access)).status).toBe(200);
    }
    expect([way, await staleAnswers(victim, way, befall)]).toEqual([way, 0]);
    expect((await refresh(fixture.on(1), victim.refreshToken)).status).toBe(401);
    // The fault of Redis ends no other session.
    const others = await me(fixture.on(1), victim.otherSession);
    expect([way, others.status]).toEqual([way, isForAll(way) ? 401 : 200]);
    await goOn();
    // The session stays refused when Redis is back.
    expect((await me(fixture.on(1), victim.access)).status).toBe(401);
  };

  it(
    'a session that one instance ends is refused by the other on the very next request',
    async () => {
      for (let number = 0; number < ROUNDS.none; number += 1) await round(number, noFault, noFault);
    },
    LONG,
  );

  it(
    'a session that one instance ends is refused by the other while Redis is flushed',
    async () => {
      const flush = () => fixture.redis.flush();
      for (let number = 0; number < ROUNDS.flushed; number += 1)
        await round(number, flush, noFault);
    },
    LONG,
  );

  it(
    'a session that one instance ends is refused by the other while Redis is killed, and when it is back',
    () => roundsDuringFault(killed(fixture.redis), ROUNDS.killed, round),
    LONG,
  );

  it(
    'a session that one instance ends is refused by the other while Redis is frozen, and when it answers again',
    () => roundsDuringFault(frozen(fixture.redis), ROUNDS.frozen, round),
    LONG,
  );
});
