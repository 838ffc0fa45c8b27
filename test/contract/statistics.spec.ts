import fc from 'fast-check';
import { rows, type Database, type Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { describeOnDatabases, FakeClock } from '#libs/testing';
import type { GeoIp } from '#api/platform/geoip';
import { Activity } from '../../apps/api/src/audit/statistics/activity.service.js';
import { DailyCounts } from '../../apps/api/src/audit/statistics/daily-counts.service.js';
import { StatisticsCleanup } from '../../apps/api/src/audit/statistics/statistics.cleanup.js';
import type { StatisticsReport } from '../../apps/api/src/audit/statistics/statistics.js';
import { Statistics } from '../../apps/api/src/audit/statistics/statistics.service.js';
import { StatisticsStore } from '../../apps/api/src/audit/statistics/statistics.store.js';
import { cleanupsOver } from '../support/paced-batches.js';

const DAY_SECONDS = 86_400;
const METHODS = ['password', 'google', 'acme'];
const OUTCOMES = ['success', 'invalid_credentials', 'account_disabled'];
const COUNTRIES: Readonly<Record<string, string | null>> = {
  '192.0.2.1': 'SE',
  '192.0.2.2': 'DE',
  '192.0.2.3': null,
};
const places = { countryOf: (ip: string) => COUNTRIES[ip] ?? null } as GeoIp;

/** The statistics services of one server instance. */
function anInstance(database: Database, clock: FakeClock) {
  const store = new StatisticsStore();
  const counts = new DailyCounts(database, store, clock, places);
  const activity = new Activity(database, store, clock);
  const cleanups = cleanupsOver(database);
  void new StatisticsCleanup(cleanups, database, store, clock);
  return {
    activity,
    counts,
    statistics: new Statistics(database, store, counts, activity, clock),
    cleanUp: () => cleanups.run('statistics.fold'),
    flush: () => Promise.all([counts.flush(), activity.flush()]),
  };
}

type Instance = ReturnType<typeof anInstance>;

async function register(tx: Tx, createdAt: Date, people = 1): Promise<void> {
  await rows(
    tx,
    `INSERT INTO users (id, email, email_canonical, created_at, updated_at)
     SELECT gen_random_uuid(), address, address, $1, $1
       FROM (SELECT $2 || n AS address FROM generate_series(1, $3::int) n) a`,
    [createdAt, `${newId()}-`, people],
  );
}

/** The same counts by reading each event. */
class BruteForce {
  readonly seen: { day: string; session: number; user: number }[] = [];
  readonly accounts: string[] = [];
  readonly signIns: { day: string; method: string; outcome: string; country: string | null }[] = [];

  report(days: readonly string[]): StatisticsReport {
    const distinct = (values: readonly number[]) => new Set(values).size;
    const of = <T extends { day: string }>(list: readonly T[], day: string) =>
      list.filter((one) => one.day === day);
    const kinds = METHODS.flatMap((method) => OUTCOMES.map((outcome) => ({ method, outcome })));
    const signIns = days.flatMap((day) =>
      kinds.map(({ method, outcome }) => {
        const count = of(this.signIns, day).filter(
          (one) => one.method === method && one.outcome === outcome,
        ).length;
        return { day, method, outcome, count };
      }),
    );
    const recent = this.signIns.filter(({ day }) => days.includes(day));
    const countries = Object.values(COUNTRIES).map((country) => {
      const from = recent.filter((one) => one.country === country);
      const succeeded = from.filter(({ outcome }) => outcome === 'success').length;
      return { country, succeeded, refused: from.length - succeeded };
    });
    return {
      days: days.map((day) => ({
        day,
        activeSessions: distinct(of(this.seen, day).map(({ session }) => session)),
        activeUsers: distinct(of(this.seen, day).map(({ user }) => user)),
        newAccounts: this.accounts.filter((made) => made === day).length,
      })),
      signIns: signIns.filter(({ count }) => count > 0),
      countries: countries.filter(({ succeeded, refused }) => succeeded + refused > 0),
    };
  }
}

const anEvent = fc.oneof(
  fc.record({ kind: fc.constant('seen' as const), session: fc.nat(8), on: fc.nat(1) }),
  fc.record({
    kind: fc.constant('signIn' as const),
    method: fc.constantFrom(...METHODS),
    outcome: fc.constantFrom(...OUTCOMES),
    ip: fc.constantFrom(...Object.keys(COUNTRIES)),
    on: fc.nat(1),
  }),
  fc.record({ kind: fc.constant('account' as const), people: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('flush' as const) }),
  fc.record({ kind: fc.constant('cleanup' as const) }),
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.nat(2 * DAY_SECONDS) }),
);

type Happening = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

describeOnDatabases('statistics', (db) => {
  const clock = new FakeClock('2030-01-01T00:00:00.000Z');
  const dayOf = () => clock.now().toISOString().slice(0, 10);
  let fixture: [Instance, Instance];

  beforeAll(() => {
    fixture = [anInstance(db.database, clock), anInstance(db.database, clock)];
  });
  /** Each case uses its own year. */
  beforeEach(() => clock.advanceSeconds(500 * DAY_SECONDS));

  const lastDays = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      new Date(clock.nowMs() - (count - 1 - index) * DAY_SECONDS * 1000).toISOString().slice(0, 10),
    );
  const sorted = (report: StatisticsReport) => ({
    ...report,
    signIns: [...report.signIns].sort((a, b) =>
      `${a.day} ${a.method} ${a.outcome}` < `${b.day} ${b.method} ${b.outcome}` ? -1 : 1,
    ),
    countries: [...report.countries].sort((a, b) =>
      String(a.country) < String(b.country) ? -1 : 1,
    ),
  });

  type Ids = (kind: number, number: number) => string;

  async function happen(event: Happening, truth: BruteForce, idOf: Ids): Promise<void> {
    const day = dayOf();
    switch (event.kind) {
      case 'seen': {
        const user = event.session % 3;
        fixture[event.on]?.activity.note(idOf(1, event.session), idOf(2, user));
        truth.seen.push({ day, session: event.session, user });
        return;
      }
      case 'signIn':
        fixture[event.on]?.counts.countSignIn(event);
        truth.signIns.push({ ...event, day, country: COUNTRIES[event.ip] ?? null });
        return;
      case 'account':
        await register(db.database.pool, clock.now(), event.people);
        truth.accounts.push(...Array<string>(event.people).fill(day));
        return;
      case 'pass':
        return clock.advanceSeconds(event.seconds);
      case 'cleanup':
        await fixture[0].cleanUp();
        return;
      case 'flush':
        await Promise.all(fixture.map((instance) => instance.flush()));
    }
  }

  it('Statistics equal counting all events', async () => {
    const property = fc.asyncProperty(fc.array(anEvent, { maxLength: 60 }), async (events) => {
      clock.advanceSeconds(500 * DAY_SECONDS);
      const truth = new BruteForce();
      const run = newId().slice(0, 24);
      const idOf = (kind: number, number: number) =>
        `${run}${kind}${String(number).padStart(11, '0')}`;
      for (const event of events) {
        await happen(event, truth, idOf);
      }
      await fixture[1].flush();
      const found = await fixture[0].statistics.report(100);
      expect(sorted(found)).toEqual(sorted(truth.report(lastDays(100))));
    });
    await fc.assert(property, { numRuns: 40 });
  }, 120_000);

  it('Statistics change days at midnight UTC', async () => {
    clock.set(`${dayOf()}T23:59:59.999Z`);
    const [session, user] = [newId(), newId()];
    fixture[0].activity.note(session, user);
    fixture[0].counts.countSignIn({ method: 'password', outcome: 'success', ip: '192.0.2.1' });
    await register(db.database.pool, clock.now());
    clock.advanceMs(1);
    fixture[0].activity.note(session, user);
    fixture[0].counts.countSignIn({ method: 'password', outcome: 'success', ip: '192.0.2.1' });
    await register(db.database.pool, clock.now());
    const { days, signIns } = await fixture[0].statistics.report(3);
    const once = { activeSessions: 1, activeUsers: 1, newAccounts: 1 };
    expect(days).toMatchObject([{ activeSessions: 0, newAccounts: 0 }, once, once]);
    expect(signIns.map(({ day, count }) => [day, count])).toEqual([
      [days[1]?.day, 1],
      [days[2]?.day, 1],
    ]);
  });

  it('Statistics count a session once, however many instances see it at once', async () => {
    const seen = Array.from({ length: 300 }, () => [newId(), newId()] as const);
    for (let round = 0; round < 5; round += 1) {
      const fresh = [anInstance(db.database, clock), anInstance(db.database, clock)];
      for (const [index, instance] of fresh.entries()) {
        const order = index === 0 ? seen : [...seen].reverse();
        for (const [session, user] of order) instance.activity.note(session, user);
      }
      await Promise.all(fresh.map((instance) => instance.flush()));
    }
    const { days } = await fixture[0].statistics.report(1);
    expect(days).toMatchObject([{ activeSessions: 300, activeUsers: 300 }]);
  });

  it('Statistics count no account whose registration was rolled back', async () => {
    const failed = db.database.transaction(async (tx) => {
      await register(tx, clock.now(), 5);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await register(db.database.pool, clock.now(), 2);
    expect((await fixture[0].statistics.report(1)).days).toMatchObject([{ newAccounts: 2 }]);
  });

  it('Statistics wait in memory while the database is away', async () => {
    const broken = { pool: { query: () => Promise.reject(new Error('away')) } };
    const store = new StatisticsStore();
    const counts = new DailyCounts(broken as unknown as Database, store, clock, places);
    const activity = new Activity(broken as unknown as Database, store, clock);
    const count = () =>
      counts.countSignIn({ method: 'password', outcome: 'success', ip: '192.0.2.1' });
    count();
    activity.note(newId(), newId());
    await Promise.all([counts.flush(), activity.flush()]);
    count();
    Object.assign(broken, { pool: db.database.pool });
    await Promise.all([counts.flush(), activity.flush()]);
    const { days, signIns } = await fixture[0].statistics.report(1);
    expect(days).toMatchObject([{ activeSessions: 1 }]);
    expect(signIns).toMatchObject([{ count: 2 }]);
  });

  it('Statistics delete active users after some days, and the counts after more than a year', async () => {
    fixture[0].activity.note(newId(), newId());
    await fixture[0].flush();
    const active = async () =>
      (await rows<{ n: number }>(db.database.pool, 'SELECT count(*)::int AS n FROM active_users_by_day'))[0]?.n; // prettier-ignore
    clock.advanceSeconds(2 * DAY_SECONDS);
    await fixture[0].cleanUp();
    expect(await active()).toBe(1);
    clock.advanceSeconds(DAY_SECONDS);
    await fixture[0].cleanUp();
    expect(await active()).toBe(0);
    const activeOf = (report: StatisticsReport) =>
      report.days.reduce((sum, { activeUsers }) => sum + activeUsers, 0);
    expect(activeOf(await fixture[0].statistics.report(366))).toBe(1);
    clock.advanceSeconds(400 * DAY_SECONDS);
    await fixture[0].cleanUp();
    const old = 'SELECT 1 FROM daily_statistics WHERE day < $1::date';
    expect(await rows(db.database.pool, old, [lastDays(400)[0]])).toEqual([]);
  });

  describe('among very many rows', () => {
    const PEOPLE = 100_000;

    beforeAll(async () => {
      const { pool } = db.database;
      await register(pool, new Date('2029-06-01T00:00:00.000Z'), PEOPLE);
      await fixture[0].cleanUp();
      // In parts that stay far below the statement timeout on a slow machine.
      const parts = Array.from({ length: 16 }, (_none, part) => part);
      const sessionsOf = (part: number) =>
        `INSERT INTO sessions (id, user_id, secret, last_seen_at, expires_at, auth_time, amr, ip, user_agent, device)
         SELECT gen_random_uuid(), id, decode(repeat('00', 32), 'hex'), now(), now() + interval '1 day', now(), '{pwd}',
                '192.0.2.1', repeat('Mozilla/5.0 ', 9), 'Firefox 128 on Linux'
           FROM users WHERE get_byte(uuid_send(id), 15) % ${parts.length} = ${part}`;
      const generated = [
        ...parts.map(sessionsOf),
        `INSERT INTO active_sessions_by_day SELECT '2029-06-01', id FROM sessions`,
        `INSERT INTO active_users_by_day SELECT '2029-06-01', id FROM users ON CONFLICT DO NOTHING`,
        `INSERT INTO daily_statistics (measure, day, label, outcome, count)
         SELECT m, '2028-01-01'::date + d, l::text, '', 1
           FROM unnest(ARRAY['sign_ins', 'sign_ins_by_country', 'token_uses', 'active_users', 'active_sessions']) m,
                generate_series(1, 400) d, generate_series(1, 40) l ON CONFLICT DO NOTHING`,
        'VACUUM ANALYZE sessions',
        'VACUUM ANALYZE active_sessions_by_day',
        'VACUUM ANALYZE active_users_by_day',
        'VACUUM ANALYZE daily_statistics',
      ];
      for (const sql of generated) await rows(pool, sql);
    }, 120_000);

    /** The tables that the statements of `work` read as a whole. */
    async function scansOf(work: (tx: Tx) => Promise<unknown>): Promise<string[]> {
      const asked: [string, unknown[] | undefined][] = [];
      const { pool } = db.database;
      const recorder = {
        query: (sql: string, parameters?: unknown[]) => {
          asked.push([sql, parameters]);
          return pool.query(sql, parameters);
        },
      };
      await work(recorder as unknown as Tx);
      expect(asked.length).toBeGreaterThan(0);
      const scans: string[] = [];
      for (const [sql, parameters] of asked) {
        const plan: unknown = await pool.query(`EXPLAIN (FORMAT JSON) ${sql}`, parameters);
        const nodes = /"Node Type":"(?:Parallel )?Seq Scan"[^{}]*?"Relation Name":"(\w+)"/g;
        for (const [, table] of JSON.stringify(plan).matchAll(nodes)) scans.push(table ?? '');
      }
      return scans;
    }

    const store = new StatisticsStore();
    const period = { from: '2028-06-01', to: '2028-06-30' };
    /** Emptied once a minute. */
    const SMALL = ['new_accounts_by_day'];

    it.each<[string, (tx: Tx) => Promise<unknown>]>([
      ['totals', (tx) => store.listTotals(tx, period)],
      ['sign-ins', (tx) => store.list(tx, 'sign_ins', period)],
      ['countries', (tx) => store.listLabels(tx, 'sign_ins_by_country', period)],
      ['uses of tokens', (tx) => store.list(tx, 'token_uses', period)],
      [
        'activity',
        (tx) => store.addActivity(tx, [{ day: '2029-06-02', sessionId: newId(), userId: newId() }]),
      ],
      ['new accounts', (tx) => store.foldNewAccounts(tx, 100)],
      ['forgetting sessions', (tx) => store.forgetActiveSessions(tx, '2028-01-01', 100)],
      ['forgetting users', (tx) => store.forgetActiveUsers(tx, '2028-01-01', 100)],
      ['forgetting counts', (tx) => store.forgetCounts(tx, '2028-01-01', 100)],
    ])(
      'Statistics of very many rows are read without a scan of the whole table: %s',
      async (_what, work) => {
        const scans = await scansOf(work);
        expect(scans.filter((table) => !SMALL.includes(table))).toEqual([]);
      },
    );
  });
});
