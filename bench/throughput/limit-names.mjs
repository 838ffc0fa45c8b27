// What the limits are called in reports.
export const LIMITS = {
  hello: 'bare `node:http` hello',
  fastify: 'bare Fastify hello',
  nest: 'bare Nest on Fastify, one synchronous guard',
  bcrypt: 'bcrypt of cost 12, compares',
  commits: 'PostgreSQL, one insert a commit',
};
