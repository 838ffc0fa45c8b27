import { createTestDatabase, eventually, FakeClock, type TestDatabase } from '#libs/testing';
import { Activity, DailyCounts } from '#api/audit/statistics';
import { UNLIMITED } from '../support/accounts.js';
import { ADMIN, Fixture } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

interface Day {
  readonly date: string;
  readonly active_sessions: number;
  readonly active_users: number;
  readonly new_accounts: number;
}

interface Stats {
  readonly active_sessions: number;
  readonly active_users: number;
  readonly counted_at: string;
  readonly days: Day[];
  readonly sign_ins: { date: string; method: string; outcome: string; count: number }[];
  readonly countries: { country: string | null; succeeded: number; refused: number }[];
}

const SHARED = {
  ...UNLIMITED,
  APP_BASE_URL: 'http://gatehouse.test',
  SECRET_KEY: 'for-tests-only-0123456789abcdefghijklmnop',
};

describe('statistics', () => {
  const clock = new FakeClock('2026-03-01T23:59:50.000Z');
  let database: TestDatabase;
  let fixture: Fixture;
  let other: Fixture;

  withFixture(async (opened) => {
    database = opened.add(await createTestDatabase());
    fixture = opened.add(await Fixture.open({ database, clock, env: SHARED }));
    other = opened.add(await Fixture.open({ database, clock, env: SHARED }));
  }, 120_000);

  const stats = async (query = '', at = fixture) =>
    (await at.asAdmin<Stats>('GET', `/api/auth/sessions/stats${query}`)).body;
  /** Waits until all counts are written. */
  const settle = () =>
    Promise.all(
      [fixture, other].flatMap(({ app: { nest } }) => [
        nest.get(Activity, { strict: false }).flush(),
        nest.get(DailyCounts, { strict: false }).flush(),
      ]),
    );
  const today = async () => (await stats('?days=1')).days[0];

  it('Statistics need the permission to read users', async () => {
    const person = await fixture.person();
    expect((await fixture.as(person, 'GET', '/api/auth/sessions/stats')).status).toBe(403);
    expect((await fixture.as(person, 'GET', '/api/tokens/usage')).status).toBe(403);
    expect((await fixture.app.get('/api/auth/sessions/stats')).status).toBe(401);
    expect((await fixture.app.get('/api/tokens/usage')).status).toBe(401);
  });

  it('Statistics cover 1 to 366 days, 30 by default', async () => {
    expect((await stats()).days).toHaveLength(30);
    expect((await stats('?days=366')).days).toHaveLength(366);
    expect((await stats('?days=1')).days.map(({ date }) => date)).toEqual(['2026-03-01']);
    for (const days of ['0', '367', '1.5', '-1', 'all', '']) {
      const path = `/api/auth/sessions/stats?days=${days}`;
      expect((await fixture.asAdmin('GET', path)).status).toBe(400);
    }
  });

  it('Statistics are split into days at midnight UTC, and count over both instances', async () => {
    await settle();
    const before = await today();
    const person = await fixture.registered();
    const second = await other.signIn(person.email);
    expect(await eventually(async () => (await today())?.active_sessions === (before?.active_sessions ?? 0) + 2)).toBeTruthy(); // prettier-ignore
    expect(await today()).toEqual({
      date: '2026-03-01',
      active_sessions: (before?.active_sessions ?? 0) + 2,
      active_users: (before?.active_users ?? 0) + 1,
      new_accounts: (before?.new_accounts ?? 0) + 1,
    });
    clock.advanceSeconds(20);
    const fresh = await stats('?days=2');
    // Only the user of the request was active today.
    expect(fresh.days[1]).toEqual({
      date: '2026-03-02',
      active_sessions: 1,
      active_users: 1,
      new_accounts: 0,
    });
    await other.as(second, 'GET', '/api/auth/me');
    await fixture.app.post('/api/auth/refresh', { refresh_token: person.refreshToken });
    await eventually(async () => (await today())?.active_sessions === 3);
    expect((await today())?.active_users).toBe(2);
  });

  it('Statistics have sign-ins by method and outcome, the refused ones too', async () => {
    const person = await fixture.person();
    await settle();
    const count = async (outcome: string) =>
      (await stats('?days=1')).sign_ins.find(
        (one) => one.method === 'password' && one.outcome === outcome,
      )?.count ?? 0;
    const [good, bad] = [await count('success'), await count('invalid_credentials')];
    const wrong = { email: person.email, password: 'not the password of anybody' };
    await other.app.post('/api/auth/login', wrong);
    await fixture.app.post('/api/auth/login', wrong);
    await fixture.signIn(person.email);
    await eventually(async () => (await count('invalid_credentials')) === bad + 2);
    expect(await count('success')).toBe(good + 1);
    const all = await stats();
    const sum = (wanted: (outcome: string) => boolean) =>
      all.sign_ins.reduce((total, one) => total + (wanted(one.outcome) ? one.count : 0), 0);
    expect(all.countries).toEqual([
      {
        country: null,
        succeeded: sum((outcome) => outcome === 'success'),
        refused: sum((outcome) => outcome !== 'success'),
      },
    ]);
  });

  it('Statistics have the current number of live sessions', async () => {
    const before = await stats();
    const person = await fixture.person();
    const after = await stats();
    expect(after.active_sessions).toBe(before.active_sessions + 1);
    expect(after.counted_at).toBe(clock.now().toISOString());
    await fixture.app.post('/api/auth/logout', undefined, { token: person.token });
    expect((await stats()).active_sessions).toBe(before.active_sessions);
  });

  it('Statistics have the uses of the tokens of all services, by day', async () => {
    const [one, two] = [await fixture.service(), await fixture.service()];
    const tokens = [
      await fixture.appToken(one),
      await fixture.appToken(one),
      await fixture.appToken(two),
    ];
    const use = (at: Fixture, index: number) =>
      at.app.get('/api/tokens/validate', { token: tokens[index]?.token ?? '' });
    for (const index of [0, 1, 2]) expect((await use(fixture, index)).status).toBe(200);
    clock.advanceSeconds(86_400);
    await use(other, 0);
    await use(fixture, 0);
    const dates = [clock.nowMs() - 86_400_000, clock.nowMs()].map((ms) =>
      new Date(ms).toISOString().slice(0, 10),
    );
    // The access token of the administrator has expired by then.
    const reader = await fixture.signIn(ADMIN.email, ADMIN.password);
    const usage = async () =>
      (
        await fixture.as<{ from: string; days: Record<string, unknown>[] }>(
          reader,
          'GET',
          '/api/tokens/usage?days=2',
        )
      ).body;
    const expected = [
      { date: dates[0], service_id: one, use_count: 2 },
      { date: dates[0], service_id: two, use_count: 1 },
      { date: dates[1], service_id: one, use_count: 2 },
    ];
    await eventually(async () => {
      const { days } = await usage();
      return days.reduce((sum, day) => sum + Number(day['use_count']), 0) === 5;
    });
    const { from, days } = await usage();
    expect(from).toBe(dates[0]);
    expect(days).toHaveLength(3);
    expect(days).toEqual(expect.arrayContaining(expected));
  });
});
