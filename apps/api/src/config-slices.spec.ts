import { ConfigError, isServiceLink, loadConfig, type Environment } from '#libs/config';
import { CONFIG_SLICES } from './config-slices.js';

/** The variables that Kubernetes sets in every container for a Service, and Docker for a linked container. */
function linksOf(service: string): Record<string, string> {
  const prefix = service.toUpperCase().replaceAll('-', '_');
  const port = `${prefix}_PORT`;
  return {
    [`${prefix}_SERVICE_HOST`]: '10.96.0.5',
    [`${prefix}_SERVICE_PORT`]: '6379',
    [`${prefix}_SERVICE_PORT_HTTP`]: '6379',
    [port]: 'tcp://10.96.0.5:6379',
    [`${port}_6379_TCP`]: 'tcp://10.96.0.5:6379',
    [`${port}_6379_TCP_PROTO`]: 'tcp',
    [`${port}_6379_TCP_PORT`]: '6379',
    [`${port}_6379_TCP_ADDR`]: '10.96.0.5',
  };
}

const BASE = { SECRET_KEY: 'k'.repeat(40) };
const load = (environment: Environment) => loadConfig({ ...BASE, ...environment }, CONFIG_SLICES);
const problemsOf = (environment: Environment) => {
  try {
    load(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

const NAMES = CONFIG_SLICES.flatMap((slice) =>
  Object.values(slice.variables).flatMap(({ name, aliases }) => [name, ...aliases]),
).filter((name) => /^[A-Z0-9_]+$/.test(name));

/** Every Service whose variables could be mistaken for ours: each name and each prefix of one. */
const SERVICES = [
  ...new Set([
    ...['app', 'mail', 'smtp', 'redis', 'postgres', 'database', 'db', 'gatehouse', 'jwt', 'oauth', 'oidc', 'pg'],
    ...NAMES.flatMap((name) => {
      const words = name.toLowerCase().split('_');
      return words.map((_, index) => words.slice(0, index + 1).join('-'));
    }),
  ]),
]; // prettier-ignore

describe('what a platform puts into the environment for a Service', () => {
  const plain = load({});

  it.each(SERVICES)('is no setting of ours when the Service is named %s', (service) => {
    const linked = load(linksOf(service));
    for (const slice of CONFIG_SLICES) expect(linked.get(slice)).toEqual(plain.get(slice));
  });

  it('is not read beside what is used instead, and said with the cure', () => {
    const used = { REDIS_URL: 'redis://cache:6380', DATABASE_URL: 'postgres://u:p@db/auth' };
    expect(load({ ...used, ...linksOf('redis') }).notices).toEqual([
      'REDIS_PORT is ignored: it was set by Kubernetes (or Docker) for a Service named "redis": ' +
        'set enableServiceLinks: false in the specification of the pod, or rename the Service.',
    ]);
    expect(load({ ...used, REDIS_PORT: 'whatever' }).value('REDIS_PORT')).toBe(6379);
  });

  it.each([
    ['REDIS_PORT', { REDIS_HOST: 'redis', ...linksOf('redis') }],
    ['MAIL_PORT', { MAIL_SERVER: 'mail', ...linksOf('mail') }],
    ['PORT', { PORT: 'tcp://10.96.0.5:5000' }],
  ])('is a problem with the cure where %s is needed', (name, environment) => {
    const [problem, ...others] = problemsOf(environment);
    expect(others).toEqual([]);
    expect(problem).toEqual({ name, message: expect.stringContaining('enableServiceLinks: false') }); // prettier-ignore
  });

  it('is recognised by its name and its value', () => {
    for (const [name, value] of Object.entries(linksOf('any-thing')))
      expect([name, isServiceLink(name, value)]).toEqual([name, true]);
    expect(isServiceLink('REDIS_PORT', '6379')).toBe(false);
    expect(isServiceLink('REDIS_HOST', 'redis')).toBe(false);
  });
});

describe('the problems of addresses', () => {
  it('are all told at once, by the names of their variables, without their values', () => {
    const problems = problemsOf({
      DATABASE_URL: 'postgres://u:se%41cr%t@h/d',
      DATABASE_DIRECT_URL: 'postgres://u:secret@h/d?foo=1',
      REDIS_URL: 'redis://:se%41cr%t@h',
      PGSSLMODE: 'on',
      APP_BASE_URL: 'nowhere',
    });
    expect(problems.map(({ name }) => name).sort()).toEqual([
      'APP_BASE_URL',
      'DATABASE_DIRECT_URL',
      'DATABASE_URL',
      'REDIS_URL',
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/secret|cr%t/);
    expect(problemsOf({ DATABASE_URI: 'postgres://h/d?foo=1', PGSSLMODE: 'on' })).toEqual([
      { name: 'DATABASE_URI', message: expect.stringContaining('"foo"') },
    ]);
    expect(problemsOf({ DATABASE_URL: 'postgres://h/d', PGSSLMODE: 'on' })).toEqual([
      { name: 'PGSSLMODE', message: expect.stringContaining('sslmode') },
    ]);
  });

  it('are none in a raw % of a password', () => {
    const config = load({ DATABASE_URL: 'postgres://u:100%@h/d', REDIS_URL: 'redis://:50%/x@h/1' });
    expect(config.value('DATABASE_URL')).toBe('postgres://u:100%25@h/d');
  });
});

describe('variables of libpq without DATABASE_URL', () => {
  it('name the server, whose secret must then be given', () => {
    const environment = { PGHOST: '/run/postgresql', PGDATABASE: 'auth', PGUSER: 'u' };
    expect(load(environment).value('DATABASE_URL')).toBe('postgres://u@%2Frun%2Fpostgresql/auth');
    expect(problemsOf({ ...environment, SECRET_KEY: '' }).map(({ name }) => name)).toEqual(['SECRET_KEY']); // prettier-ignore
    expect(load({ PGHOSTADDR: '10.0.0.1' }).value('DATABASE_URL')).toBe('postgres:///?hostaddr=10.0.0.1'); // prettier-ignore
  });

  it('are said to name none when they do not', () => {
    const config = load({ PGDATABASE: 'auth', PGUSER: 'u' });
    expect(config.value('DATABASE_URL')).toBeUndefined();
    expect(config.notices).toEqual([
      'PGDATABASE, PGUSER name no server: the embedded database is used. For another set DATABASE_URL or PGHOST.',
    ]);
  });
});
