// better-auth on node:http with PostgreSQL; sessions also in Redis, passwords with bcrypt of cost 12 as in the other servers.
// MIGRATE=1 makes its tables and ends.
import { createServer } from 'node:http';
import { apiKey } from '@better-auth/api-key';
import bcrypt from 'bcrypt';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { bearer, jwt } from 'better-auth/plugins';
import { Redis } from 'ioredis';
import pg from 'pg';

const { PORT = '0', DATABASE_URL, REDIS_URL, MIGRATE } = process.env;
const redis = new Redis(REDIS_URL);

const secondaryStorage = {
  get: (key) => redis.get(key),
  set: (key, value, ttl) => (ttl ? redis.set(key, value, 'EX', ttl) : redis.set(key, value)),
  delete: async (key) => void (await redis.del(key)),
  getAndDelete: (key) => redis.getdel(key),
  async increment(key, ttl) {
    const count = await redis.incr(key);
    if (count === 1) await redis.expire(key, ttl);
    return count;
  },
};

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${PORT}`,
  secret: 'bench-only-secret-0123456789-abcdefghij',
  telemetry: { enabled: false },
  database: new pg.Pool({ connectionString: DATABASE_URL, max: 20 }),
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => bcrypt.hash(password, 12),
      verify: ({ hash, password }) => bcrypt.compare(password, hash),
    },
  },
  rateLimit: { enabled: false },
  logger: { level: 'error' },
  // By default the plugin signs a token for each get-session too.
  plugins: [
    bearer(),
    jwt({ disableSettingJwtHeader: true }),
    apiKey({ rateLimit: { enabled: false } }),
  ],
  secondaryStorage,
});

if (MIGRATE) {
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  process.exit(0);
}

/** An API key as the counterpart of an application token; the package has no route for it. */
async function validate(request, answer) {
  const key = request.headers['x-app-token'];
  const found = key ? await auth.api.verifyApiKey({ body: { key } }) : { valid: false };
  answer.writeHead(found.valid ? 200 : 401, { 'content-type': 'application/json' });
  const { name, expiresAt = null, referenceId } = found.key ?? {};
  answer.end(JSON.stringify({ valid: found.valid, name, userId: referenceId, expiresAt }));
}

const handle = toNodeHandler(auth);
const server = createServer((request, answer) => {
  if (request.url !== '/api/tokens/validate') return void handle(request, answer);
  validate(request, answer).catch((error) => {
    answer.writeHead(500);
    answer.end(String(error));
  });
});
server.listen(Number(PORT), '127.0.0.1');
