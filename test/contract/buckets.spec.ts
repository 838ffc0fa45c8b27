import { addressOf, RedisEphemeral } from '#libs/ephemeral';
import { newId } from '#libs/kernel';
import { eventually, hasRedisServer, RedisServer } from '#libs/testing';
import { NO_REDIS } from '../support/redis-settings.js';
import { RedisBuckets } from '../../apps/api/src/limits/redis-buckets.js';

const RATE = { limit: 2, windowSeconds: 3600 };

(hasRedisServer() ? describe : describe.skip)('the buckets in Redis', () => {
  let server: RedisServer;
  let ephemeral: RedisEphemeral;
  beforeAll(async () => {
    server = await RedisServer.start();
    const address = addressOf({ ...NO_REDIS, host: server.host, port: server.port });
    if (!address) throw new Error('No Redis is configured');
    ephemeral = new RedisEphemeral({ address, commandTimeoutMs: 1000, breakMs: 100 });
    ephemeral.usePrefix(newId());
    await eventually(() => ephemeral.redisClient()?.status === 'ready');
  });
  afterAll(async () => {
    await ephemeral?.close();
    await server?.stop();
  });

  it('tell with the last one already when one more is, as those of a process do', async () => {
    const buckets = new RedisBuckets(ephemeral);
    const [first, last, refused] = [
      await buckets.take('key', RATE),
      await buckets.take('key', RATE),
      await buckets.take('key', RATE),
    ];
    expect([first, last, refused].map(({ isAdmitted, used }) => [isAdmitted, used])).toEqual([
      [true, 1],
      [true, 2],
      [false, 2],
    ]);
    expect(last.waitMs).toBeGreaterThanOrEqual(refused.waitMs);
    // Half a window later than the end of the window that runs, whatever the clock of Redis says.
    expect(last.waitMs - first.waitMs).toBeGreaterThan(RATE.windowSeconds * 400);
  });
});
