import { addressOf, RedisEphemeral } from '#libs/ephemeral';
import { newId } from '#libs/kernel';
import { eventually, hasRedisServer, RedisServer } from '#libs/testing';
import { NO_REDIS } from '../support/redis-settings.js';
import { RedisBuckets } from '../../apps/api/src/platform/rate-limit/redis-buckets.js';
import { withFixture } from '../support/with-fixture.js';

const RATE = { limit: 2, windowSeconds: 3600 };

(hasRedisServer() ? describe : describe.skip)('the buckets in Redis', () => {
  let server: RedisServer;
  let ephemeral: RedisEphemeral;
  withFixture(async (opened) => {
    server = opened.add(await RedisServer.start());
    const address = addressOf({ ...NO_REDIS, host: server.host, port: server.port });
    if (!address) throw new Error('No Redis is configured');
    ephemeral = opened.add(new RedisEphemeral({ address, commandTimeoutMs: 1000, breakMs: 100 }));
    ephemeral.usePrefix(newId());
    await eventually(() => ephemeral.redisClient()?.status === 'ready');
  });

  const take = async (buckets: RedisBuckets, key: string, limit = RATE.limit) =>
    (await buckets.take([{ key, rate: { ...RATE, limit } }]))[0]!;

  it('Redis buckets report with the last allowed request when the next is possible, as in-process buckets do', async () => {
    const buckets = new RedisBuckets(ephemeral);
    const [first, last, refused] = [
      await take(buckets, 'key'),
      await take(buckets, 'key'),
      await take(buckets, 'key'),
    ];
    expect([first, last, refused].map(({ isAdmitted, used }) => [isAdmitted, used])).toEqual([
      [true, 1],
      [true, 2],
      [false, 2],
    ]);
    expect(last.waitMs).toBeGreaterThanOrEqual(refused.waitMs);
    // Half a window after the end of the present window, by any clock of Redis.
    expect(last.waitMs - first.waitMs).toBeGreaterThan(RATE.windowSeconds * 400);
  });

  it('Redis buckets take from all of several or from none: a refusal by one counts in none', async () => {
    const buckets = new RedisBuckets(ephemeral);
    const both = async (narrow: string) => {
      const wide = { key: 'wide', rate: { ...RATE, limit: 3 } };
      const verdicts = await buckets.take([{ key: narrow, rate: RATE }, wide]);
      return verdicts.map(({ isAdmitted, used }) => [isAdmitted, used]);
    };
    expect(await both('one')).toEqual([[true, 1], [true, 1]]); // prettier-ignore
    expect(await both('one')).toEqual([[true, 2], [true, 2]]); // prettier-ignore
    expect(await both('one')).toEqual([[false, 2], [true, 3]]); // prettier-ignore
    expect(await both('other')).toEqual([[true, 1], [true, 3]]); // prettier-ignore
    expect(await both('other')).toEqual([[true, 2], [false, 3]]); // prettier-ignore
    expect((await take(buckets, 'other')).used).toBe(2);
  });

  it('Redis buckets count concurrent requests exactly', async () => {
    const buckets = new RedisBuckets(ephemeral);
    const wide = { key: 'crowd', rate: { ...RATE, limit: 50 } };
    const ask = async (index: number) => {
      const own = { key: `crowd-${index % 40}`, rate: { ...RATE, limit: 3 } };
      return (await buckets.take([own, wide])).every(({ isAdmitted }) => isAdmitted);
    };
    const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => ask(index)));
    expect(answers.filter(Boolean)).toHaveLength(50);
  });
});
