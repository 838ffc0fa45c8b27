// Where the provider keeps what it issues, after the example of the package.
const CONSUMABLE = new Set([
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'BackchannelAuthenticationRequest',
]);
const GRANTABLE = new Set(['AccessToken', ...CONSUMABLE]);
const UID_SECONDS = 3600;

/** @returns the class that the provider makes one of for each kind of thing */
export const redisAdapter = (redis) =>
  class RedisAdapter {
    constructor(name) {
      this.name = name;
    }

    async upsert(id, payload, ttl) {
      const key = this.#keyOf(id);
      const text = JSON.stringify(payload);
      const commands = redis.multi();
      if (CONSUMABLE.has(this.name)) commands.hset(key, { payload: text });
      else commands.set(key, text);
      if (ttl) commands.expire(key, ttl);
      if (GRANTABLE.has(this.name) && payload.grantId) {
        commands.rpush(`grant:${payload.grantId}`, key);
        if (ttl) commands.expire(`grant:${payload.grantId}`, ttl);
      }
      if (payload.uid) commands.set(`uid:${payload.uid}`, id, 'EX', ttl || UID_SECONDS);
      await commands.exec();
    }

    async find(id) {
      if (!CONSUMABLE.has(this.name)) {
        const text = await redis.get(this.#keyOf(id));
        return text ? JSON.parse(text) : undefined;
      }
      const { payload, consumed } = await redis.hgetall(this.#keyOf(id));
      if (!payload) return undefined;
      return { ...JSON.parse(payload), ...(consumed && { consumed: Number(consumed) }) };
    }

    async findByUid(uid) {
      return this.find(await redis.get(`uid:${uid}`));
    }

    findByUserCode() {
      return Promise.resolve(undefined);
    }

    async destroy(id) {
      await redis.del(this.#keyOf(id));
    }

    async revokeByGrantId(grantId) {
      const keys = await redis.lrange(`grant:${grantId}`, 0, -1);
      await redis.del(...keys, `grant:${grantId}`);
    }

    async consume(id) {
      await redis.hset(this.#keyOf(id), 'consumed', Math.floor(Date.now() / 1000));
    }

    #keyOf(id) {
      return `${this.name}:${id}`;
    }
  };
