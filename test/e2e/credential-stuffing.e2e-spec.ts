import { eventually, FakeClock } from '#libs/testing';
import { Fixture } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

const ACCOUNTS = 2000;
const AT_ONCE = 20;
/** Two thousand tries in ten minutes. */
const SECONDS_A_BATCH = 6;
const LONG = 300_000;

describe('credential stuffing', () => {
  const clock = new FakeClock('2026-03-02T00:00:00.000Z');
  let fixture: Fixture;

  withFixture(async (opened) => {
    const env = { RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'loopback' };
    fixture = opened.add(await Fixture.open({ env, clock }));
  }, 90_000);

  let lists = 0;
  const attack = async (
    addressOf: (number: number) => string,
  ): Promise<Readonly<Record<number, number>>> => {
    const list = (lists += 1);
    const counts: Record<number, number> = {};
    for (let first = 0; first < ACCOUNTS; first += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, index) => first + index);
      const answers = await Promise.all(
        batch.map((number) =>
          fixture.app.post(
            '/api/auth/login',
            { email: `stolen-${list}-${number}@example.com`, password: 'hunter2 hunter2' },
            { headers: { 'x-forwarded-for': addressOf(number) } },
          ),
        ),
      );
      for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
      clock.advanceSeconds(SECONDS_A_BATCH);
    }
    return counts;
  };
  const incidents = async (since: string) =>
    (
      await fixture.asAdmin<{ events: readonly Record<string, unknown>[] }>(
        'GET',
        `/api/audit?from=${since}&type=sign_in.attack_suspected`,
      )
    ).body.events;

  it.each([
    ['one address', 20, () => '203.0.113.1'],
    ['two hundred addresses of one network', 160, (n: number) => `192.0.2.${n % 200}`],
    ['an IPv6 /56', 80, (n: number) => `2001:db8:0:1${(n % 256).toString(16).padStart(2, '0')}::1`],
  ])(
    'A list of stolen passwords from %s meets challenges, which are required of it alone',
    async (_from, looks, addressOf) => {
      const { 401: looked = 0, 403: challenged = 0, 429: limited = 0 } = await attack(addressOf);
      expect(looked + challenged + limited).toBe(ACCOUNTS);
      // Besides those that were in flight when it began.
      expect(looked).toBeLessThanOrEqual(looks + AT_ONCE);
      const owner = await fixture.person();
      expect((await fixture.signIn(owner.email)).token).toBeTruthy();
    },
    LONG,
  );

  it(
    'A list of stolen passwords from two hundred networks meets challenges, and the audit trail has it',
    async () => {
      const since = clock.now().toISOString();
      const { 401: looked = 0, 403: challenged = 0 } = await attack((n) => `198.18.${n % 200}.1`);
      expect(looked + challenged).toBe(ACCOUNTS);
      // A hundred accounts within a minute, and those in flight at that moment.
      expect(looked).toBeLessThanOrEqual(100 + 2 * AT_ONCE);
      const seen = await eventually(async () => {
        const found = await incidents(since);
        return found.length > 0 && found;
      });
      expect(seen[0]).toMatchObject({
        outcome: 'incident',
        actor: { kind: 'system' },
        details: { scope: 'all' },
      });
    },
    LONG,
  );
});
