import { eventually, FakeClock } from '#libs/testing';
import { House } from './support/house.js';

const ACCOUNTS = 2000;
const AT_ONCE = 20;
/** Two thousand in ten minutes. */
const SECONDS_A_BATCH = 6;
const LONG = 300_000;

describe('a list of stolen passwords, tried once each', () => {
  const clock = new FakeClock('2026-03-02T00:00:00.000Z');
  let house: House;

  beforeAll(async () => {
    const env = { RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'loopback' };
    house = await House.open({ env, clock });
  }, 90_000);
  afterAll(() => house?.close());

  const attack = async (addresses: number): Promise<Readonly<Record<number, number>>> => {
    const counts: Record<number, number> = {};
    for (let first = 0; first < ACCOUNTS; first += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, index) => first + index);
      const answers = await Promise.all(
        batch.map((number) =>
          house.app.post(
            '/api/auth/login',
            { email: `stolen-${addresses}-${number}@example.com`, password: 'hunter2 hunter2' },
            { headers: { 'x-forwarded-for': `203.0.113.${number % addresses}` } },
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
      await house.asAdmin<{ events: readonly Record<string, unknown>[] }>(
        'GET',
        `/api/audit?from=${since}&type=sign_in.attack_suspected`,
      )
    ).body.events;

  it(
    'from one address meets its limit',
    async () => {
      const { 401: looked = 0, 429: limited = 0 } = await attack(1);
      expect(looked + limited).toBe(ACCOUNTS);
      // Thirty a minute.
      expect(looked).toBeLessThanOrEqual(330);
    },
    LONG,
  );

  it(
    'from two hundred addresses meets challenges, and the trail has it',
    async () => {
      const since = clock.now().toISOString();
      const { 401: looked = 0, 403: challenged = 0 } = await attack(200);
      expect(looked + challenged).toBe(ACCOUNTS);
      // A hundred accounts within a minute, and those that were asked about in that moment.
      expect(looked).toBeLessThanOrEqual(100 + 2 * AT_ONCE);
      const seen = await eventually(async () => {
        const found = await incidents(since);
        return found.length > 0 && found;
      });
      expect(seen[0]).toMatchObject({ outcome: 'incident', actor: { kind: 'system' } });
    },
    LONG,
  );
});
