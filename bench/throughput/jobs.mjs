// The jobs: what they are called, how many connections they have, and of which limit they are a share.

/** `needsOwn`: only our server has it. */
export const JOBS = {
  login: { title: 'login, bcrypt of cost 12', connections: 4, limit: 'bcrypt' },
  me: { title: '`GET /api/auth/me`', connections: 32, limit: 'hello' },
  refresh: {
    title: '`POST /api/auth/refresh`',
    connections: 16,
    limit: 'hello',
    also: 'commits',
  },
  validate: { title: '`GET /api/tokens/validate`', connections: 32, limit: 'hello' },
  live: { title: '`GET /health/live`', connections: 32, limit: 'hello' },
  introspect: { title: '`POST /api/tokens/introspect`', connections: 32, limit: 'hello' },
  sessions: { title: '`GET /api/auth/sessions`', connections: 32, limit: 'hello' },
  grant: { title: 'role grant', connections: 16, limit: 'hello', also: 'commits' },
  'me-many': { title: '`me` over 10,000 users', connections: 32, limit: 'hello' },
  mix: { title: 'mix', connections: 32 },
  storm: { title: '`validate` beside ten times the logins', connections: 32, limit: 'hello' },
};

/** Requests of a mix, in percent. */
export const MIX = { validate: 80, me: 10, refresh: 6, login: 3, grant: 1 };
